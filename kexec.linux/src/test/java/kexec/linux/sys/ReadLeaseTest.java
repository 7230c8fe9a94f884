package kexec.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kexec.api.plan.FileLease;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases of the kernel that runs the tests. */
class ReadLeaseTest {

  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory;
  private LinuxCalls calls;
  private Path file;

  @BeforeEach
  void open() throws Exception {
    calls = RunningLinux.calls();
    file = Files.writeString(directory.resolve("file"), "content");
    Optional<FileLease> lease = ReadLease.take(calls, file);
    assumeTrue(lease.isPresent(), "this file system has no leases");
    lease.get().close();
  }

  private FileLease lease() {
    return ReadLease.take(calls, file).orElseThrow();
  }

  private static void await(FileLease lease) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (lease.isHeld()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  @Test
  void itIsHeldWhileTheFileIsOnlyRead() throws Exception {
    try (FileLease lease = lease()) {
      assertThat(Files.readString(file)).isEqualTo("content");
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void aWriterWaitsAndItShows() throws Exception {
    CompletableFuture<Void> written;
    try (FileLease lease = lease()) {
      written =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Files.writeString(file, "other");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              task -> new Thread(task, "writer").start());
      await(lease);
      assertThat(Files.readString(lease.path())).isEqualTo("content");
      assertThat(lease.isHeld()).isFalse();
    }
    written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(file).hasContent("other");
  }

  @Test
  void whatIsOpenForWritingIsNotLeased() throws Exception {
    try (FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(writer.isOpen()).isTrue();
      assertThat(ReadLease.take(calls, file)).isEmpty();
    }
    assertThat(ReadLease.take(calls, directory.resolve("absent"))).isEmpty();
  }

  @Test
  void itsPathIsTheFileAndNotTheName() throws Exception {
    try (FileLease lease = lease()) {
      Files.move(file, directory.resolve("moved"));
      Files.writeString(file, "a new file");
      assertThat(Files.readString(lease.path())).isEqualTo("content");
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void closedItIsNotHeldAndClosesOnce() {
    FileLease lease = lease();
    lease.close();
    lease.close();
    assertThat(lease.isHeld()).isFalse();
  }
}
