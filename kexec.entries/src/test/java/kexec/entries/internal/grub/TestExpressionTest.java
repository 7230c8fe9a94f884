package kexec.entries.internal.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command test; a word with a question mark is not certain, and a file is there as named. */
class TestExpressionTest {

  @ParameterizedTest(name = "[ {0} ] is {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                 | NO",
        "a                  | YES",
        "_                  | NO",
        "a = a              | YES",
        "a == b             | NO",
        "a != b             | YES",
        "! a = b            | YES",
        "! ! a              | YES",
        "a = a -a b = b     | YES",
        "a = a -a b = c     | NO",
        "a = b -o b = b     | YES",
        "a = b -o a? = a    | UNKNOWN",
        "a = b -a a? = a    | NO",
        "a = a -o a? = a    | YES",
        "( a = b -o a ) -a b | YES",
        "-z _               | YES",
        "-z a               | NO",
        "-n a               | YES",
        "-n a?              | UNKNOWN",
        "-f yes             | YES",
        "-e no              | NO",
        "-s maybe           | UNKNOWN",
        "-d _               | NO",
        "! -f no            | YES",
        "10 -gt 9           | YES",
        "10 -lt 9           | NO",
        "9 -ge 9            | YES",
        "9 -le 8            | NO",
        "9 -eq 9            | YES",
        "9 -ne 9            | NO",
        "a -eq 9            | UNKNOWN",
        "a < b              | YES",
        "a > b              | NO",
        "a -pgtx b          | UNKNOWN",
        "-f                 | YES",
        "! (                | NO",
      })
  void holds(String words, Truth truth) {
    TestExpression expression =
        new TestExpression(
            Arrays.stream(words.split(" "))
                .filter(word -> !word.isEmpty())
                .map(TestExpressionTest::text)
                .toList(),
            file ->
                switch (file) {
                  case "yes" -> Truth.YES;
                  case "no" -> Truth.NO;
                  default -> Truth.UNKNOWN;
                });
    assertThat(expression.value()).isEqualTo(truth);
  }

  private static GrubText text(String word) {
    if (word.equals("_")) {
      return GrubText.EMPTY;
    }
    return word.endsWith("?")
        ? GrubText.of(word.substring(0, word.length() - 1)).uncertain()
        : GrubText.of(word);
  }
}
