package kexec.base.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.Causes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile content of a directory that another user can write to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StateDirectoryTest {

  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temporary;

  private StateDirectory directory() {
    return new StateDirectory(temporary.resolve("made/when/needed"));
  }

  @Test
  void isForThisUserAlone() throws IOException {
    StateDirectory directory = directory();
    assertThat(directory.exists()).isFalse();
    assertThat(directory.names("*")).isEmpty();
    directory.write("a", CONTENT);
    directory.write("a", CONTENT);
    directory.openLock("b").close();
    assertThat(directory.read("a", 7)).isEqualTo(CONTENT);
    assertThat(directory.names("*")).containsExactlyInAnyOrder("a", "b");
    assertThat(mode(temporary.resolve("made"))).isEqualTo("rwx------");
    assertThat(mode(directory.path())).isEqualTo("rwx------");
    assertThat(mode(directory.path().resolve("a"))).isEqualTo("rw-------");
    assertThat(mode(directory.path().resolve("b"))).isEqualTo("rw-------");
    assertThat(directory.delete("a")).isTrue();
    assertThat(directory.delete("a")).isFalse();
    assertThatThrownBy(() -> directory.read("a", 7)).isInstanceOf(NoSuchFileException.class);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void readsNoMoreThanWasAskedFor() throws IOException {
    StateDirectory directory = directory();
    directory.write("a", CONTENT);
    assertThatThrownBy(() -> directory.read("a", 6)).hasMessageContaining("longer than 6 bytes");
    try (RandomAccessFile huge =
        new RandomAccessFile(directory.path().resolve("huge").toFile(), "rw")) {
      huge.setLength(1L << 40);
    }
    assertThatThrownBy(() -> directory.read("huge", 100)).hasMessageContaining("longer than 100");
  }

  /** Opening a pipe to read waits for a writer forever; a device has no end. */
  @ParameterizedTest
  @ValueSource(strings = {"pipe", "link to a device", "link to a file", "directory"})
  void takesRegularFilesOnly(String kind) throws Exception {
    StateDirectory directory = directory();
    directory.create();
    Path elsewhere = Files.write(temporary.resolve("elsewhere"), CONTENT);
    Path file = directory.path().resolve("file");
    switch (kind) {
      case "pipe" -> makePipe(file);
      case "link to a device" -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
      case "link to a file" -> Files.createSymbolicLink(file, elsewhere);
      default -> Files.createDirectory(file);
    }
    assertThatThrownBy(() -> directory.read("file", 100)).hasMessageContaining("regular file");
    assertThatThrownBy(() -> directory.openLock("file")).hasMessageContaining("regular file");
    assertThat(elsewhere).hasBinaryContent(CONTENT);
  }

  private static void makePipe(Path file) throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).inheritIO().start();
    assumeTrue(mkfifo.waitFor(20, TimeUnit.SECONDS) && mkfifo.exitValue() == 0, "no mkfifo here");
  }

  /** A live writer has its file locked, as this test has one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAKilledWriterLeftIsRemoved(boolean byDeletion) throws IOException {
    StateDirectory directory = directory();
    directory.write("a", CONTENT);
    Path dead = Files.write(directory.path().resolve("dead.new"), CONTENT);
    Path live = directory.path().resolve("live.new");
    try (FileChannel writer = directory.createFile(live)) {
      writer.lock();
      if (byDeletion) {
        directory.delete("a");
      } else {
        directory.write("a", CONTENT);
      }
      assertThat(dead).doesNotExist();
      assertThat(live).exists();
    }
    directory.delete("a");
    assertThat(directory.names("*")).isEmpty();
  }

  /** Two that write at once may each take the other's file for an unfinished one. */
  @Test
  void manyWritersDoNotDisturbEachOther() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String name = "file" + i % 3;
        all.add(
            () -> {
              directory().write(name, CONTENT);
              return null;
            });
      }
      for (Future<Void> each : writers.invokeAll(all)) {
        each.get();
      }
    } finally {
      writers.shutdownNow();
    }
    assertThat(directory().names("*")).containsExactlyInAnyOrder("file0", "file1", "file2");
    assertThat(directory().read("file2", 7)).isEqualTo(CONTENT);
  }

  @Test
  void aLinkIsNotFollowedToMakeALock() throws IOException {
    StateDirectory directory = directory();
    directory.create();
    Path target = temporary.resolve("made by a link");
    Files.createSymbolicLink(directory.path().resolve("lock"), target);
    assertThatThrownBy(() -> directory.openLock("lock")).hasMessageContaining("regular file");
    assertThat(target).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
  void refusesADirectoryThatOthersMayWriteTo(String mode) throws IOException {
    StateDirectory directory = directory();
    directory.write("a", CONTENT);
    Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> directory.read("a", 100)).hasMessageContaining(mode);
    assertThatThrownBy(() -> directory.names("*")).hasMessageContaining(mode);
    assertThatThrownBy(() -> directory.write("b", CONTENT)).hasMessageContaining(mode);
    assertThatThrownBy(() -> directory.openLock("c")).hasMessageContaining(mode);
  }

  @Test
  void refusesADirectoryOfAnotherUser() throws IOException {
    StateDirectory directory = directory();
    directory.write("a", CONTENT);
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
    Files.setAttribute(directory.path(), "unix:uid", 65534);
    assertThatThrownBy(() -> directory.read("a", 100)).hasMessageContaining("another user");
    assertThatThrownBy(() -> directory.write("b", CONTENT)).hasMessageContaining("another user");
  }

  @Test
  void saysWhyWithoutTheNameOfAClass() throws IOException {
    Path file = Files.write(temporary.resolve("file"), CONTENT);
    StateDirectory blocked = new StateDirectory(file.resolve("below"));
    assertThatThrownBy(() -> blocked.write("a", CONTENT))
        .isInstanceOfSatisfying(
            IOException.class,
            e -> assertThat(Causes.of(e)).contains(file.toString()).doesNotContain("Exception"));
  }
}
