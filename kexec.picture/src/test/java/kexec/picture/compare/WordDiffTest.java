package kexec.picture.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import kexec.picture.compare.WordDiff.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordDiffTest {

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ro quiet     | ro quiet       | ro quiet",
        "ro quiet     | ro debug       | ro -quiet +debug",
        "a b c        | a c            | a -b c",
        "a c          | a b c          | a +b c",
        "a b c d      | b c e d        | -a b c +e d",
        "a a          | a              | a -a",
        "''           | a              | +a",
        "a            | ''             | -a",
        "'  a   b '   | a b            | a b",
        "''           | ''             | ''"
      })
  void words(String a, String b, String expected) {
    assertThat(text(a, b)).isEqualTo(expected);
  }

  /** Neither text may be larger than its own words; both are complete. */
  @Test
  void longTextsAreComparedWithoutATable() {
    String a = "start " + "x ".repeat(30_000) + "end";
    String b = "start " + "y ".repeat(30_000) + "end";
    assertThat(WordDiff.of(a, b)).hasSize(60_002);
    assertThat(WordDiff.of(a, b).get(0).fate()).isEqualTo(Fate.KEPT);
  }

  private static String text(String a, String b) {
    return WordDiff.of(a, b).stream()
        .map(
            word ->
                switch (word.fate()) {
                  case KEPT -> word.text();
                  case REMOVED -> "-" + word.text();
                  case ADDED -> "+" + word.text();
                })
        .collect(Collectors.joining(" "));
  }
}
