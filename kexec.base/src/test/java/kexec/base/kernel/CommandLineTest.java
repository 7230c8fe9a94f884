package kexec.base.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private static final MachineAddress HEADER = new MachineAddress(0x17ff0000);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "nothing, '', elfcorehdr=0x17ff0000",
        "blanks, '  ', elfcorehdr=0x17ff0000",
        "plain, 'ro quiet', ro quiet elfcorehdr=0x17ff0000",
        "replaced, 'ro elfcorehdr=0x1 quiet', ro quiet elfcorehdr=0x17ff0000",
        "twice, 'elfcorehdr=1 a elfcorehdr=2', a elfcorehdr=0x17ff0000",
        "with a size, 'elfcorehdr=4K@0x1 a', a elfcorehdr=0x17ff0000",
        "end of a word, 'xelfcorehdr=1', xelfcorehdr=1 elfcorehdr=0x17ff0000",
        "in quotes, 'a=\"b elfcorehdr=1\"', a=\"b elfcorehdr=1\" elfcorehdr=0x17ff0000",
        "quoted itself, '\"elfcorehdr=1\" a', a elfcorehdr=0x17ff0000",
        "before init's, 'a -- b', a elfcorehdr=0x17ff0000 -- b",
        "init's own, 'a -- elfcorehdr=1', a elfcorehdr=0x17ff0000 -- elfcorehdr=1",
        "no word of two hyphens, 'a --b', a --b elfcorehdr=0x17ff0000",
        "open quotes, 'a b=\"c d', a elfcorehdr=0x17ff0000 b=\"c d",
        "open quotes of its own, 'a \"elfcorehdr=1 d', a elfcorehdr=0x17ff0000"
      })
  void saysWhereTheCoreHeaderLies(String name, String line, String expected) {
    assertThat(new CommandLine(line).withCoreHeader(HEADER).text()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "absent, 'ro', false",
        "there, 'ro elfcorehdr=1', true",
        "init's, 'ro -- elfcorehdr=1', false"
      })
  void knowsACoreHeader(String name, String line, boolean there) {
    assertThat(new CommandLine(line).hasCoreHeader()).isEqualTo(there);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "no hyphens, 'ro quiet', ''",
        "nothing behind them, 'ro --', ''",
        "nothing but blanks, 'ro --  ', ''",
        "hyphens in a value, 'a=\"b -- c\" d', ''",
        "hyphens of a longer word, 'ro --b c', ''",
        "a state of init, 'ro -- single', 'INFO single'",
        "a runlevel and an option, 'ro -- 3 --show', 'INFO 3 --show'",
        "appended parameters, 'ro -- single root=/dev/sdb nokaslr', 'WARNING single root=/dev/sdb nokaslr'",
        "only a parameter, '-- nokaslr', 'WARNING nokaslr'",
        "hyphens twice, 'a -- b -- c', 'WARNING b -- c'",
        "a core header, 'ro -- elfcorehdr=1', 'WARNING elfcorehdr=1'"
      })
  void saysWhatTheKernelDoesNotRead(String name, String line, String found) {
    String said =
        new CommandLine(line)
            .beyond()
            .map(f -> f.severity() + f.message().substring(f.message().indexOf(": ") + 1))
            .orElse("");
    assertThat(said).isEqualTo(found);
  }

  @Test
  void whatIsNotReadHasACure() {
    Finding finding = new CommandLine("ro -- nokaslr").beyond().orElseThrow();
    assertThat(finding.code()).isEqualTo("words-for-first-process");
    assertThat(finding.cure()).isEqualTo("Put what is meant for the kernel before the --.");
  }

  @Test
  void countsBytesAndNotCharacters() {
    CommandLine line = new CommandLine("ä".repeat(5));
    assertThat(line.check(10)).isEmpty();
    assertThat(line.check(9))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("command-line-too-long");
              assertThat(finding.message()).contains("10 bytes").contains("keeps 9");
            });
  }

  @Test
  void countsBytesThatAreNoCharacters() {
    CommandLine line = new CommandLine("gr\udcfc\udcdfe");
    assertThat(line.length()).isEqualTo(5);
    assertThat(line.check(5)).isEmpty();
    assertThat(line.check(4)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "none, 'root=LABEL=gr\u00fc\u00dfe', -1",
        "the second byte of a letter, 'a=\u00e0', 3",
        "the no-break space, 'a=b\u00a0c', 4",
        "Latin-1's, 'a=b\udca0c', 3",
        "of a longer one, '\u2020', 2",
        "between quotes, 'a=\"\u00e0\" b', -1",
        "behind quotes, 'a=\"b\" \u00e0', 7"
      })
  void tellsOfBytesThatLinuxTakesForWhiteSpace(String name, String line, int at) {
    Optional<Finding> finding = new CommandLine(line).hiddenSpace();
    assertThat(finding.isPresent()).isEqualTo(at >= 0);
    finding.ifPresent(
        found -> {
          assertThat(found.message()).startsWith("byte " + at + " of");
          assertThat(found.isError()).isFalse();
        });
  }

  @Test
  void countsWhatIsAdded() {
    CommandLine line = new CommandLine("quiet").withCoreHeader(HEADER);
    assertThat(line.check(line.length())).isEmpty();
    assertThat(line.check(line.length() - 1)).hasSize(1);
  }

  @Test
  void refusesWhatEndsTheLine() {
    for (String bad : new String[] {"a\0b", "a\nb"}) {
      CommandLine line = new CommandLine(bad);
      assertThat(line.check(100)).extracting(Finding::code).containsExactly("command-line-nul");
    }
  }

  /** The digits of some languages are others than those that Linux reads. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "ne-NP", "my-MM", "de-DE"})
  void memoryIsWrittenForTheKernelInEveryLanguage(String language) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(language));
      Range<MachineAddress> usable = Range.ofSize(new MachineAddress(0x70000000), 64L << 20);
      assertThat(new CommandLine("mem=1G quiet").withMemory(usable).text())
          .isEqualTo("quiet mem=65536K@0x70000000");
    } finally {
      Locale.setDefault(before);
    }
  }
}
