package kexec.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import kexec.api.fault.KexecException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {

  @TempDir private Path base;

  @BeforeEach
  void close() throws IOException {
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void itIsForItsOwnerAloneAndGoesWithAllThatIsInIt() throws Exception {
    PrivateDirectory made = PrivateDirectory.below(base);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.path())))
        .isEqualTo("rwx------");
    Path outside = Files.createDirectory(base.resolve("outside"));
    Files.createFile(outside.resolve("kept"));
    Files.createSymbolicLink(made.path().resolve("link"), outside);
    Files.createDirectories(made.path().resolve("a/b"));
    made.remove();
    assertThat(made.path()).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void whatDeadRunsLeftIsRemovedAndNothingElse() throws Exception {
    Path dead = Files.createDirectory(base.resolve("jkexec.1"));
    Files.createFile(dead.resolve("lock"));
    Files.createFile(dead.resolve("launcher-0.jar"));
    Path young = Files.createDirectory(base.resolve("jkexec.2"));
    Path old = Files.createDirectory(base.resolve("jkexec.3"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path foreign = Files.createDirectory(base.resolve("other.4"));
    Path link = Files.createSymbolicLink(base.resolve("jkexec.5"), foreign);
    PrivateDirectory living = PrivateDirectory.below(base);
    PrivateDirectory next = PrivateDirectory.below(base);
    assertThat(dead).doesNotExist();
    assertThat(old).doesNotExist();
    for (Path kept : new Path[] {young, foreign, link, living.path(), next.path()}) {
      assertThat(kept).exists();
    }
    living.remove();
    next.remove();
  }

  /** The kernel ends a process's locks on a file when the process closes any descriptor of it. */
  @Test
  void aSecondDirectoryOfAProcessLeavesTheFirstOneLocked() throws Exception {
    Path locks = Path.of("/proc/locks");
    assumeTrue(Files.isReadable(locks), "the kernel does not list its locks");
    PrivateDirectory first = PrivateDirectory.below(base);
    Object inode = Files.getAttribute(first.path().resolve("lock"), "unix:ino");
    PrivateDirectory second = PrivateDirectory.below(base);
    assertThat(Files.readString(locks)).contains(":" + inode + " ");
    first.remove();
    second.remove();
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void whatCannotBeUsedIsToldAsItIs() throws Exception {
    Path file = Files.createFile(base.resolve("file"));
    Path open = Files.createDirectory(base.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    refused(file, "it is no directory", "temporary-directory-absent");
    refused(base.resolve("absent"), "there is no such directory", "temporary-directory-absent");
    refused(open, "everybody may write to " + open, "temporary-directory-not-trusted");
    assertThat(open).isEmptyDirectory();
  }

  private static void refused(Path path, String why, String code) {
    assertThatThrownBy(() -> PrivateDirectory.below(path))
        .isInstanceOfSatisfying(
            KexecException.class,
            refusal -> {
              assertThat(refusal.fault().code()).isEqualTo(code);
              assertThat(refusal.fault().attempted()).contains(path.toString());
              assertThat(refusal.fault().cause()).contains(why).doesNotContain("Exception");
              assertThat(refusal.fault().cure()).isNotEmpty();
            });
  }
}
