package kexec.base.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFilesTest {

  private static final NewFiles FILES = new NewFiles("exists", "not-permitted", "failed", true);
  private static final NewFiles.Content CONTENT =
      (channel, file) -> channel.write(ByteBuffer.wrap("new".getBytes(US_ASCII)));

  @TempDir private Path directory;

  private static Fault refusal(
      Path file, NewFiles.Content content, Class<? extends KexecException> type) {
    KexecException thrown =
        catchThrowableOfType(type, () -> FILES.write(file, "writing a picture", content));
    assertThat(thrown).isNotNull();
    assertThat(thrown.fault().attempted()).isEqualTo("writing a picture");
    assertThat(thrown.fault().cure()).isNotEmpty();
    return thrown.fault();
  }

  @Test
  void theFileHasTheContentAndNothingElseIsThere() throws Exception {
    Path file = directory.resolve("new");
    FILES.write(file, "writing", CONTENT);
    assertThat(file).hasContent("new");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(file));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void othersMayReadWhatIsNotPrivate() throws Exception {
    Path usual = Files.createFile(directory.resolve("usual"));
    Path file = directory.resolve("new");
    new NewFiles("exists", "not-permitted", "failed", false).write(file, "writing", CONTENT);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void theNameShowsNothingBeforeTheContentIsComplete() throws Exception {
    Path file = directory.resolve("new");
    FILES.write(
        file,
        "writing",
        (channel, unnamed) -> {
          CONTENT.write(channel, unnamed);
          assertThat(unnamed).hasContent("new").hasParent(directory);
          assertThat(file).isEmptyFile();
        });
    assertThat(file).hasContent("new");
  }

  @Test
  void whatIsThereStays() throws Exception {
    Path file = Files.writeString(directory.resolve("there"), "mine");
    Fault fault = refusal(file, CONTENT, BadFileException.class);
    assertThat(fault.code()).isEqualTo("exists");
    assertThat(fault.cause()).contains(file.toString());
    assertThat(file).hasContent("mine");
    assertThat(refusal(directory, CONTENT, BadFileException.class).code()).isEqualTo("exists");
    assertThat(refusal(Path.of("/dev/full"), CONTENT, BadFileException.class).code())
        .isEqualTo("exists");
    BadFileException checked =
        catchThrowableOfType(
            BadFileException.class, () -> FILES.requireAbsent(file, "writing a picture"));
    assertThat(checked.fault().code()).isEqualTo("exists");
  }

  @Test
  void noSymbolicLinkIsFollowed() throws Exception {
    Path file = Files.writeString(directory.resolve("there"), "mine");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(refusal(link, CONTENT, BadFileException.class).code()).isEqualTo("exists");
    assertThat(file).hasContent("mine");
    Path absent = directory.resolve("absent");
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), absent);
    assertThat(refusal(dangling, CONTENT, BadFileException.class).code()).isEqualTo("exists");
    assertThat(absent).doesNotExist();
    assertThat(dangling).isSymbolicLink();
    Path loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThat(refusal(loop, CONTENT, BadFileException.class).code()).isEqualTo("exists");
  }

  @Test
  void noDirectoryIsMade() {
    Path file = directory.resolve("absent").resolve("new");
    Fault fault = refusal(file, CONTENT, BadFileException.class);
    assertThat(fault.code()).isEqualTo("failed");
    assertThat(fault.cause()).contains(file.toString(), "there is no such file or directory");
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    Path file = Files.writeString(directory.resolve("there"), "mine").resolve("new");
    assertThat(refusal(file, CONTENT, BadFileException.class).code()).isEqualTo("failed");
    assertThat(directory.resolve("there")).hasContent("mine");
  }

  @Test
  void aFullFileSystemIsToldAndLeavesNothing() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "the kernel's full device");
    Fault fault =
        refusal(
            directory.resolve("new"),
            (channel, file) -> {
              CONTENT.write(channel, file);
              try (FileChannel full =
                  FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                CONTENT.write(full, file);
              }
            },
            BadFileException.class);
    assertThat(fault.code()).isEqualTo("failed");
    assertThat(catchThrowable(() -> Files.write(Path.of("/dev/full"), new byte[1])))
        .hasMessage(fault.cause());
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void anotherRefusalIsPassedOnAndLeavesNothing() {
    Fault changed = new Fault("changed", "writing a picture", "it has changed", "Try again.");
    Fault fault =
        refusal(
            directory.resolve("new"),
            (channel, file) -> {
              CONTENT.write(channel, file);
              throw new BadFileException(changed);
            },
            BadFileException.class);
    assertThat(fault).isEqualTo(changed);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aMissingPermissionIsTold() {
    Fault fault =
        refusal(
            directory.resolve("new"),
            (channel, file) -> {
              throw new AccessDeniedException(file.toString());
            },
            NotPermittedException.class);
    assertThat(fault.code()).isEqualTo("not-permitted");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aDirectoryThatIsOnlyReadIsTold() throws Exception {
    assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
    Path file = directory.resolve("new");
    assertThat(refusal(file, CONTENT, NotPermittedException.class).code())
        .isEqualTo("not-permitted");
    NotPermittedException thrown =
        catchThrowableOfType(
            NotPermittedException.class, () -> FILES.createDirectories(file, "writing"));
    assertThat(thrown.fault().code()).isEqualTo("not-permitted");
  }

  @Test
  void directoriesAreMadeOrLeft() throws Exception {
    Path made = directory.resolve("a/b");
    FILES.createDirectories(made, "writing");
    FILES.createDirectories(made, "writing");
    assertThat(made).isEmptyDirectory();
    Path file = Files.writeString(directory.resolve("there"), "mine");
    BadFileException thrown =
        catchThrowableOfType(
            BadFileException.class, () -> FILES.createDirectories(file, "writing"));
    assertThat(thrown.fault().code()).isEqualTo("exists");
  }

  @Test
  void aFailureOfTheProgramLeavesNothing() {
    IllegalStateException thrown =
        catchThrowableOfType(
            IllegalStateException.class,
            () ->
                FILES.write(
                    directory.resolve("new"),
                    "writing",
                    (channel, file) -> {
                      throw new IllegalStateException();
                    }));
    assertThat(thrown).isNotNull();
    assertThat(directory).isEmptyDirectory();
  }
}
