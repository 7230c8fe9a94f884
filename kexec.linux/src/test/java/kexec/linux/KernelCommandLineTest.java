package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KernelCommandLineTest {

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "ro                        | ro      |",
        "root=/dev/sda1            | root    | /dev/sda1",
        "dyndbg=\"file a.c +p\"    | dyndbg  | file a.c +p",
        "\"dyndbg=file a.c +p\"    | dyndbg  | file a.c +p",
        "a=b=c                     | a       | b=c",
        "a=b\" \"c                 | a       | b\" \"c",
        "a=\"b c                   | a       | b c",
        "\"a b\"                   | a b     |",
      },
      delimiter = '|')
  void wordsAreSplitAsTheKernelSplitsThem(String text, String name, String value) {
    KernelCommandLine line = KernelCommandLine.parse("\t " + text);
    assertThat(line.parameters()).hasSize(1);
    assertThat(line.parameters().get(0).name()).isEqualTo(name);
    assertThat(line.parameters().get(0).value().orElse(null)).isEqualTo(value);
    assertThat(line).hasToString(text);
  }

  @ParameterizedTest(name = "{1} from [{0}]")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "BOOT_IMAGE=/boot/vmlinuz ro quiet          | BOOT_IMAGE  | ro quiet",
        "ro BOOT-IMAGE=x                            | BOOT_IMAGE  | ro",
        "a crashkernel=256M b                       | crashkernel | a b",
        "crashkernel=1G,high crashkernel=64M,low    | crashkernel | ''",
        "crashkernel=1G-4G:192M,4G-:256M@16M        | crashkernel | ''",
        "crashkernel                                | crashkernel | ''",
        "nocrashkernel=1 crashkernel2=3 x           | crashkernel | nocrashkernel=1 crashkernel2=3 x",
        "a=\"x crashkernel=1M y\" b                 | crashkernel | a=\"x crashkernel=1M y\" b",
        "a elfcorehdr=0x7f000000 b                  | elfcorehdr  | a b",
        "\"crashkernel=1M\" a                       | crashkernel | a",
        "a -- crashkernel=1M                        | crashkernel | a -- crashkernel=1M",
        "Crashkernel=1M                             | crashkernel | Crashkernel=1M",
      },
      delimiter = '|')
  void removesWholeWords(String text, String name, String left) {
    assertThat(KernelCommandLine.parse(text).without(name)).hasToString(left);
  }

  @Test
  void removesSeveral() {
    assertThat(KernelCommandLine.parse("a=1 b=2 c=3 a=4").without("a", "c")).hasToString("b=2");
  }

  @Test
  void theLastValueCounts() {
    KernelCommandLine line = KernelCommandLine.parse("root=a root=b root -- root=c");
    assertThat(line.valueOf("root")).isEmpty();
    assertThat(line.without("x").valueOf("none")).isEmpty();
    assertThat(KernelCommandLine.parse("root=a root=b -- root=c").valueOf("root")).contains("b");
  }

  @ParameterizedTest
  @CsvSource({"'',b,b", "a,'',a", "a,b c,a b c", "' a ',' b ',a b"})
  void appends(String first, String second, String both) {
    assertThat(KernelCommandLine.parse(first).append(second)).hasToString(both);
  }

  @Test
  void aQuoteThatIsNotClosedReachesToTheEnd() {
    assertThat(KernelCommandLine.parse("a=\"b c d").parameters()).hasSize(1);
  }

  @Test
  void emptyParametersDoNotExist() {
    assertThatIllegalArgumentException().isThrownBy(() -> new KernelParameter(""));
    assertThat(new KernelParameter("\"").name()).isEmpty();
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** Splitting and rejoining changes nothing; neither does removing no parameter. */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsPrintedIsReadBack(int seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append("ab=\" \t-".charAt(random.nextInt(7)));
    }
    KernelCommandLine line = KernelCommandLine.parse(text.toString());
    assertThat(KernelCommandLine.parse(line.toString())).isEqualTo(line).hasSameHashCodeAs(line);
    assertThat(line.without("absent")).isEqualTo(line);
    assertThat(line.without("a", "b", "ab").parameters())
        .noneMatch(p -> p.isNamed("a") || p.isNamed("b") || p.isNamed("ab"));
  }
}
