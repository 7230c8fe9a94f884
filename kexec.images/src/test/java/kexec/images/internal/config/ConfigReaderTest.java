package kexec.images.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.text.ByteText;
import kexec.base.config.ConfigText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

  private static final String MINIMUM = "slot = crash\nkernel = /boot/vmlinuz\n";

  private static Configuration read(String text) {
    return read("kdump", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Configuration read(String name, byte[] bytes) {
    ConfigText text = ConfigText.parse(bytes);
    return ConfigReader.read(name, text.values(), text.problems(), "/etc/" + name);
  }

  private static ImageConfig valid(Configuration configuration) {
    assertThat(configuration).isInstanceOf(Configuration.Valid.class);
    return ((Configuration.Valid) configuration).config();
  }

  @Test
  void everyKeyIsRead() {
    ImageConfig config =
        valid(
            read(
                """
                # a crash kernel
                ; for both

                slot=crash
                kernel =\t/boot/vmlinuz
                initrd = /boot/a b.img
                initrd = /boot/second.img\r
                command-line = root=/dev/vda  quiet=\\"x
                append = irqpoll
                machine = linux
                type = bzImage
                arch = x86_64
                dtb = /boot/tree.dtb
                module = /boot/dom0 console=hvc0 a=b
                module = /boot/dom0.img
                method = files
                check = reset
                rehearse = yes
                until = kernel
                timeout = 300
                settle = 0
                """));
    assertThat(config)
        .isEqualTo(
            new ImageConfig(
                "kdump",
                Slot.CRASH,
                new ImageKernel.KernelFile(Path.of("/boot/vmlinuz")),
                List.of(Path.of("/boot/a b.img"), Path.of("/boot/second.img")),
                Optional.of("root=/dev/vda  quiet=\\\"x"),
                "irqpoll",
                false,
                Optional.of("linux"),
                Optional.of("bzImage"),
                Optional.of("x86_64"),
                Optional.of(Path.of("/boot/tree.dtb")),
                List.of(
                    new ModuleFile(Path.of("/boot/dom0"), "console=hvc0 a=b"),
                    new ModuleFile(Path.of("/boot/dom0.img"), "")),
                Optional.of(LoadMethod.FILES),
                EntryCheck.RESET,
                Optional.of(
                    new RehearsalTerms(
                        RehearsalGoal.KERNEL, Duration.ofMinutes(5), Optional.empty())),
                Duration.ZERO));
  }

  @Test
  void bytesThatAreNoCharactersSurvive() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(MINIMUM.getBytes(StandardCharsets.US_ASCII));
    text.writeBytes("append = label=".getBytes(StandardCharsets.US_ASCII));
    byte[] label = {'K', (byte) 0xfc, (byte) 0xa0, (byte) 0xc3, (byte) 0xa0};
    text.writeBytes(label);
    String append = valid(read("kdump", text.toByteArray())).append();
    assertThat(ByteText.bytes(append.substring("label=".length()))).isEqualTo(label);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "slot = crash                               | neither 'kernel' nor 'entry'",
        "kernel = /k                                | 'slot' is missing",
        "slot = crsh ¶ kernel = /k                  | 'slot' is 'crsh', which is none of",
        "slot = crash ¶ kernel = k                  | 'k', which is no absolute path",
        "slot = crash ¶ kernel = /k ¶ entry = e     | 'kernel' and 'entry' exclude each other",
        "slot = crash ¶ entry = e ¶ reuse-cmdline = yes | exclude each other",
        "slot = crash ¶ kernel = /k ¶ kernel = /k   | 'kernel' is given 2 times",
        "slot = crash ¶ kernel = /k ¶ Append = a    | no key 'Append', perhaps 'append' is meant",
        "slot = crash ¶ kernel = /k ¶ comand-line = a   | perhaps 'command-line' is meant",
        "slot = crash ¶ kernel = /k ¶ zzzzzz = a    | there is no key 'zzzzzz'",
        "slot = crash ¶ kernel = /k ¶ rubbish       | line 3 is no 'key = value'",
        "slot = crash ¶ kernel = /k ¶ = a           | line 3 is no 'key = value'",
        "slot = crash ¶ kernel = /k ¶ timeout = 5   | 'timeout' is for a rehearsal",
        "slot = crash ¶ kernel = /k ¶ rehearse = ok | 'rehearse' is 'ok', which is none of yes, no",
        "slot = crash ¶ kernel = /k ¶ settle = -1   | no whole number of seconds from 0 to 3600",
        "slot = crash ¶ kernel = /k ¶ settle = 99999999999 | no whole number of seconds",
        "slot = crash ¶ kernel = /k ¶ method = A b  | no load method",
        "slot = crash ¶ kernel = /k ¶ check = no    | 'check' is 'no', which is none of",
      })
  void whatIsWrongIsTold(String text, String told) {
    Configuration configuration = read(text.replace("¶", "\n"));
    assertThat(configuration).isInstanceOf(Configuration.Invalid.class);
    assertThat(((Configuration.Invalid) configuration).fault().cause()).contains(told);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    Configuration configuration = read("slot = x\nkrnel = /k\ncheck = y\n");
    assertThat(((Configuration.Invalid) configuration).fault().cause())
        .contains("'x'", "'krnel', perhaps 'kernel'", "'y'");
  }

  @ParameterizedTest
  @CsvSource({"'slot = crash\0'", "'slot = \u001b[2J'", "'slot = a\u007fb'"})
  void controlCharactersAreRefused(String text) {
    Configuration.Invalid invalid = (Configuration.Invalid) read(text);
    assertThat(invalid.fault().cause()).contains("line 1 has a control character");
  }

  @Test
  void controlCharactersFromConfigurationAdminAreRefused() {
    Map<String, List<String>> values =
        Map.of(
            "slot", List.of("crash"), "kernel", List.of("/k"), "append", List.of("a\nkernel = /x"));
    Configuration read = ConfigReader.read("kdump", values, List.of(), "kexec.image~kdump");
    assertThat(((Configuration.Invalid) read).fault().cause())
        .contains("'append' has a control character");
  }

  @Test
  void aHugeLineIsReadInNoTime() {
    String key = "a".repeat(ConfigText.MAX_BYTES - 10);
    Configuration.Invalid invalid = (Configuration.Invalid) read(key + " = b");
    assertThat(invalid.fault().cause()).contains("there is no key").hasSizeLessThan(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\n", "x", "\u00fc = y\n", "\u0000\n", "slot = /y\n"})
  void aFileOfAnotherKindIsRefusedInAFewWords(String part) {
    String content = part.repeat(ConfigText.MAX_BYTES / (2 * part.length()));
    Configuration.Invalid invalid = (Configuration.Invalid) read(content);
    assertThat(invalid.fault().cause()).hasSizeBetween(10, 5000);
  }

  @ParameterizedTest
  @CsvSource({"'../x'", "''", "'.x'", "'a b'", "'a/b'"})
  void aNameThatIsNoFileNameIsRefused(String name) {
    assertThat(read(name, MINIMUM.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(Configuration.Invalid.class);
  }

  @Test
  void anInvalidConfigurationStillTellsItsSlot() {
    assertThat(read("slot = crash").slot()).isEqualTo(Slot.CRASH);
  }
}
