package kexec.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kexec.api.plan.FileLease;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    Optional<FileLease> lease = ReadLease.take(() -> calls, file);
    assumeTrue(lease.isPresent(), "this file system has no leases");
    lease.get().close();
  }

  private FileLease lease() {
    return ReadLease.take(() -> calls, file).orElseThrow();
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
      assertThat(ReadLease.take(() -> calls, file)).isEmpty();
    }
    assertThat(ReadLease.take(() -> calls, directory.resolve("absent"))).isEmpty();
  }

  /** The content of such files changes without a writer that this kernel knows. */
  @ParameterizedTest
  @CsvSource({
    "FUSE, 65735546",
    "NFS, 6969",
    "SMB, ff534d42",
    "9p, 01021997",
    "Ceph, 00c36400",
    "overlay, 794c7630",
    "proc, 9fa0",
    "sysfs, 62656572",
    "an unknown one, 00000001"
  })
  void whatChangesWithoutThisKernelIsNotLeased(String name, String magic) {
    List<Descriptor> opened = new ArrayList<>();
    LinuxCalls elsewhere =
        new ForwardingLinux(calls) {
          @Override
          public Descriptor open(Path path) throws SystemCallException {
            opened.add(super.open(path));
            return opened.get(0);
          }

          @Override
          public int fileSystem(Descriptor descriptor) {
            return Integer.parseUnsignedInt(magic, 16);
          }
        };
    assertThat(ReadLease.take(() -> elsewhere, file)).as(name).isEmpty();
    assertThat(opened).hasSize(1);
    assertThatThrownBy(opened.get(0)::number).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatTheKernelMakesIsNotLeased() {
    assertThat(ReadLease.take(() -> calls, Path.of("/proc/self/status"))).isEmpty();
    assertThat(ReadLease.take(() -> calls, Path.of("/sys/kernel/uevent_seqnum"))).isEmpty();
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
