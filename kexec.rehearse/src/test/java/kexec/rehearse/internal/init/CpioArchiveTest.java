package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpioArchiveTest {

  @TempDir Path directory;

  private static byte[] sample() {
    return new CpioArchive()
        .directory("a", 0700)
        .file("a/file", 0644, "content".getBytes(StandardCharsets.US_ASCII))
        .characterDevice("a/kmsg", 0600, 1, 11)
        .bytes();
  }

  @Test
  void cpioListsTheSame() throws Exception {
    Tools.assume("cpio");
    Path file = Files.write(directory.resolve("archive"), sample());
    List<String> listed =
        Tools.run(
            directory, "env", "TZ=UTC", "LC_ALL=C", "cpio", "-itvn", "--quiet", "-F", "" + file);
    assertThat(listed)
        .containsExactly(
            "drwx------   2 0        0               0 Jan  1  1970 a",
            "-rw-r--r--   1 0        0               7 Jan  1  1970 a/file",
            "crw-------   1 0        0          1,  11 Jan  1  1970 a/kmsg");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 511, 512, 5000})
  void cpioExtractsTheContent(int size) throws Exception {
    Tools.assume("cpio");
    byte[] content =
        "0123456789abcde\n"
            .repeat(size / 16 + 1)
            .substring(0, size)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] archive =
        new CpioArchive().file("f", 0600, content).file("g", 0600, new byte[0]).bytes();
    Path file = Files.write(directory.resolve("archive"), archive);
    Tools.run(
        directory, "cpio", "-i", "--quiet", "-D", directory.toString(), "-F", file.toString());
    assertThat(directory.resolve("f")).hasBinaryContent(content);
    assertThat(directory.resolve("g")).isEmptyFile();
    assertThat(archive.length % 512).isZero();
  }

  @Test
  void theSameEntriesGiveTheSameBytes() {
    assertThat(sample()).isEqualTo(sample());
    assertThat(new String(sample(), 0, 6, StandardCharsets.US_ASCII)).isEqualTo("070701");
  }
}
