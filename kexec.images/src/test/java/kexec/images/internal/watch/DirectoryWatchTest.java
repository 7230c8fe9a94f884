package kexec.images.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {

  @TempDir private Path parent;

  private final Semaphore changes = new Semaphore(0);
  private Path directory;
  private DirectoryWatch watch;

  @BeforeEach
  void open() throws IOException {
    directory = Files.createDirectory(parent.resolve("boot"));
    watch = new DirectoryWatch(changes::release);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private boolean isNoticed() throws InterruptedException {
    boolean noticed = changes.tryAcquire(20, TimeUnit.SECONDS);
    TimeUnit.MILLISECONDS.sleep(50);
    changes.drainPermits();
    return noticed;
  }

  @Test
  void aFileThatIsReplacedByRenamingIsNoticed() throws Exception {
    Path kernel = directory.resolve("vmlinuz");
    watch.watch(List.of(kernel), List.of());
    Files.move(Files.writeString(parent.resolve("fresh"), "new"), kernel);
    assertThat(isNoticed()).isTrue();
  }

  /** The system has one watch for a directory, whatever name leads there. */
  @Test
  void aDirectoryWithTwoNamesIsWatchedUnderBoth() throws Exception {
    Path link = Files.createSymbolicLink(parent.resolve("link"), directory);
    Path one = directory.resolve("one");
    Path two = link.resolve("two");
    watch.watch(List.of(one, two), List.of());
    Files.writeString(one, "new");
    assertThat(isNoticed()).isTrue();
    Files.writeString(two, "new");
    assertThat(isNoticed()).isTrue();
    watch.watch(List.of(two), List.of());
    Files.writeString(two, "newer");
    assertThat(isNoticed()).isTrue();
  }
}
