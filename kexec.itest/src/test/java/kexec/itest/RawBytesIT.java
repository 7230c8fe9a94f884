package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import kexec.x86.internal.SyntheticBzImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The executable jar with arguments that are not text in its locale: every byte is preserved. A
 * script passes them, because Java can pass only what it can encode.
 */
class RawBytesIT {

  /** In Latin-1, one character for each byte; no UTF-8. */
  private static final String NAME = "gr\u00fc\u00dfe";

  @TempDir private Path directory;

  /** In Latin-1, within {@link #directory}. */
  private String workingDirectory = ".";

  private CommandJar jkexec;

  @BeforeEach
  void writeKernel() throws IOException {
    jkexec = new CommandJar(directory);
    Path kernel = Path.of(URI.create(directory.toUri() + "gr%FC%DFe"));
    Files.write(kernel, new SyntheticBzImage().bytes());
  }

  /** The words are Latin-1 within single quotes. */
  private int jkexec(String locale, String words) throws Exception {
    String script =
        "cd '%s/%s' && LC_ALL=%s exec '%s' '-Dkexec.state.directory=%s/st\u00e4te' -jar '%s' %s"
            .formatted(
                directory,
                workingDirectory,
                locale,
                CommandJar.java(),
                directory,
                CommandJar.JAR,
                words);
    Path file = directory.resolve("script");
    Files.write(file, script.getBytes(StandardCharsets.ISO_8859_1));
    return jkexec.process(List.of("sh", file.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "xx_XX.UTF-8"})
  void theCommandLineIsHandedOverByteForByte(String locale) throws Exception {
    assertThat(
            jkexec(
                locale,
                "plan '%s' '--append=a=\u00ff \u00c3\u00a9' '--segments-to=%s' --machine=sim"
                    .formatted(NAME, "to-" + NAME)))
        .as(jkexec.err())
        .isZero();
    assertThat(jkexec.out()).contains("gr\\xfc\\xdfe", "a=\\xff \u00e9");

    byte[] parameters =
        Files.readAllBytes(
            Path.of(URI.create(directory.toUri() + "to-gr%FC%DFe/00-boot-params.bin")));
    byte[] line = {'a', '=', (byte) 0xff, ' ', (byte) 0xc3, (byte) 0xa9, 0};
    assertThat(Arrays.copyOfRange(parameters, 4096, 4096 + line.length)).isEqualTo(line);
  }

  @Test
  void anImageIsOnesOwnUnderEveryLocale() throws Exception {
    assertThat(
            jkexec(
                "C.UTF-8",
                "load %s --initrd=%s '--append=%s' --machine=sim".formatted(NAME, NAME, NAME)))
        .as(jkexec.err())
        .isZero();
    for (String locale : List.of("C", "C.UTF-8")) {
      assertThat(jkexec(locale, "status")).isZero();
      assertThat(jkexec.out()).contains("gr\\xfc\\xdfe, ", "command line: gr\\xfc\\xdfe");
      assertThat(jkexec.out()).doesNotContain("another program");
      // Java 24 and later warn of what the framework uses; the launcher's option is not given here.
      assertThat(jkexec.err().lines().filter(line -> !line.startsWith("WARNING: "))).isEmpty();
    }
    assertThat(jkexec("C", "status --json")).isZero();
    assertThat(jkexec.out())
        .doesNotContain("\ufffd", "?")
        .containsSubsequence("\"initrds\": [", "/gr\\udcfc\\udcdfe\"");
    assertThat(jkexec("C", "simulate %s '--append=%s'".formatted(NAME, NAME)))
        .as(jkexec.err())
        .isZero();
    assertThat(Files.isDirectory(Path.of(URI.create(directory.toUri() + "st%E4te/records"))))
        .isTrue();
  }

  @Test
  void aDocumentIsUtf8InEveryLocale() throws Exception {
    assertThat(
            jkexec(
                "C", "plan %s '--append=\u00c3\u00a9 \u00fc' --json --machine=sim".formatted(NAME)))
        .isZero();
    assertThat(jkexec.out()).contains("\"\u00e9 \\udcfc\"", "gr\\udcfc\\udcdfe\"");

    Files.writeString(directory.resolve("saved"), jkexec.out());
    assertThat(
            jkexec(
                "C.UTF-8",
                "compare saved %s '--append=\u00c3\u00a9 \u00fc' --machine=sim".formatted(NAME)))
        .as(jkexec.out())
        .isZero();
    assertThat(jkexec.out()).doesNotContain("command line");
  }

  /** Not in the C locale, in which Java 17 itself does not start in such a directory. */
  @Test
  void theWorkingDirectoryNeedNotBeText() throws Exception {
    Path inner = Files.createDirectory(Path.of(URI.create(directory.toUri() + "d%FC")));
    Files.write(inner.resolve("k"), new SyntheticBzImage().bytes());
    workingDirectory = "d\u00fc";

    assertThat(jkexec("C.UTF-8", "inspect k --json")).as(jkexec.err()).isZero();
    assertThat(jkexec.out()).contains("/d\\udcfc/k\"");
    assertThat(jkexec("C.UTF-8", "load ../%s --machine=sim".formatted(NAME)))
        .as(jkexec.err())
        .isZero();
    workingDirectory = ".";
    assertThat(jkexec("C.UTF-8", "status")).as(jkexec.err()).isZero();
    assertThat(jkexec.out()).contains("/gr\\xfc\\xdfe, ");
  }
}
