package kexec.api.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MappedFileTest {

  @TempDir Path directory;

  private static void refuses(
      Path path, Class<? extends KexecException> type, String code, String cause) {
    KexecException e = requireNonNull(catchThrowableOfType(type, () -> MappedFile.open(path)));

    assertThat(e.fault().code()).isEqualTo(code);
    assertThat(e.fault().attempted()).isEqualTo("reading " + path);
    assertThat(e.fault().cause()).contains(cause);
    assertThat(e.fault().cure()).endsWith(".");
  }

  @Test
  void aFileIsMappedAsAWhole() throws Exception {
    Path path = directory.resolve("kernel");
    Files.write(path, new byte[] {1, 2, 3});
    MappedFile file = MappedFile.open(path);

    assertThat(file.path()).isEqualTo(path);
    assertThat(file.size()).isEqualTo(3);
    assertThat(file.data().buffer(0, 3)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(file).hasToString(path + " (3 bytes)");
  }

  @Test
  void whatTheKernelKeepsWholeIsReadThoughItCannotBeMapped() throws Exception {
    Path notes = Path.of("/sys/kernel/notes");
    assumeTrue(Files.isReadable(notes), "no notes here");
    MappedFile file = MappedFile.open(notes);

    byte[] whole = Files.readAllBytes(notes);
    assertThat(file.size()).isEqualTo(whole.length);
    assertThat(file.data().buffer(0, whole.length)).isEqualTo(ByteBuffer.wrap(whole));
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    Path path = directory.resolve("kernel");
    Files.write(path, new byte[] {1});
    Path link = Files.createSymbolicLink(directory.resolve("vmlinuz"), path);

    assertThat(MappedFile.open(link).size()).isEqualTo(1);
    assertThat(MappedFile.open(link).path()).isEqualTo(link);
  }

  @Test
  void anAbsentFileIsRefused() {
    refuses(directory.resolve("absent"), BadFileException.class, "file-absent", "there is no such");
  }

  @Test
  void aLinkToNothingIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("vmlinuz"), directory.resolve("gone"));

    refuses(link, BadFileException.class, "file-absent", "there is no such file");
  }

  @Test
  void aLinkToItselfIsRefused() throws Exception {
    Path link = directory.resolve("loop");
    Files.createSymbolicLink(link, link);

    refuses(link, BadFileException.class, "file-unreadable", "symbolic link");
  }

  @Test
  void aDirectoryIsRefused() {
    refuses(directory, BadFileException.class, "file-is-directory", "it is a directory");
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    Path path = Files.createFile(directory.resolve("empty"));

    refuses(path, BadFileException.class, "file-empty", "the file is empty");
  }

  /**
   * Their reported length is 0 or a page, whatever their content, and none of them can be mapped.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proc/version",
        "/proc/self/status",
        "/sys/kernel/mm/transparent_hugepage/enabled"
      })
  void aFileThatTheKernelMakesIsRefusedAsOne(String name) {
    assumeTrue(Files.isReadable(Path.of(name)), "this kernel or container has no " + name);
    refuses(
        Path.of(name),
        BadFileException.class,
        "file-not-regular",
        "the kernel makes its content when it is read");
  }

  @Test
  void aFifoIsRefusedWithoutWaitingForItsWriter() throws Exception {
    Path fifo = directory.resolve("fifo");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "mkfifo is there");
    assertThat(new ProcessBuilder("/usr/bin/mkfifo", fifo.toString()).start().waitFor()).isZero();

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> refuses(fifo, BadFileException.class, "file-not-regular", "it is a FIFO"));
  }

  @Test
  void aFileThatThisUserMayNotReadIsRefused() throws Exception {
    Path path = directory.resolve("secret");
    Files.write(path, new byte[] {1});
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(path), "this user may not read everything");

    refuses(path, NotPermittedException.class, "file-not-readable", "this user may not read it");
  }
}
