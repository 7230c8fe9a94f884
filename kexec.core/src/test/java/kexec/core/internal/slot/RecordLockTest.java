package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.BusyException;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stores on one directory behave as two processes, except for the process id. */
final class RecordLockTest {

  @TempDir private Path directory;

  private RecordStore first;
  private RecordStore second;

  @BeforeEach
  void open() throws Exception {
    first = new RecordStore(directory, Duration.ofSeconds(30));
    second = new RecordStore(directory, Duration.ofMillis(50));
    first.open("testing");
  }

  @Test
  void theSecondIsToldWhoIsAtWork() throws Exception {
    first.locked(
        Slot.CRASH,
        "loading a crash image",
        () -> {
          assertThatThrownBy(() -> second.locked(Slot.CRASH, "unloading", () -> 1))
              .isInstanceOfSatisfying(
                  BusyException.class,
                  e -> {
                    assertThat(e.fault().code()).isEqualTo("slot-busy");
                    assertThat(e.fault().attempted()).isEqualTo("unloading");
                    assertThat(e.fault().cause())
                        .contains("process " + ProcessHandle.current().pid())
                        .contains("loading a crash image");
                  });
          return 1;
        });
  }

  /** The kernel ends a process's locks on a file when the process closes any descriptor of it. */
  @Test
  void whoWasRefusedLeavesTheLockInPlace() throws Exception {
    Path locks = Path.of("/proc/locks");
    assumeTrue(Files.isReadable(locks), "the kernel does not list its locks");
    first.locked(
        Slot.CRASH,
        "loading",
        () -> {
          for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> second.locked(Slot.CRASH, "unloading", () -> 1))
                .isInstanceOf(BusyException.class);
          }
          assertThat(locks).content().contains(":" + inode("crash.lock") + " ");
          return 1;
        });
    assertThat(second.<Integer>locked(Slot.CRASH, "unloading", () -> 2)).isEqualTo(2);
  }

  private Object inode(String name) {
    try {
      return Files.getAttribute(directory.resolve(name), "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLockFileThatIsDeletedIsMadeAnew() throws Exception {
    first.locked(
        Slot.CRASH,
        "loading",
        () -> {
          assertThatThrownBy(() -> second.locked(Slot.CRASH, "unloading", () -> 1))
              .isInstanceOf(BusyException.class);
          return 1;
        });
    Files.delete(directory.resolve("crash.lock"));
    second.locked(
        Slot.CRASH,
        "unloading",
        () -> {
          assertThatThrownBy(
                  () ->
                      new RecordStore(directory, Duration.ZERO)
                          .locked(Slot.CRASH, "loading", () -> 1))
              .isInstanceOf(BusyException.class);
          return 1;
        });
  }

  @Test
  void theSlotsHaveTheirOwnLocks() throws Exception {
    int nested =
        first.locked(
            Slot.CRASH, "loading", () -> second.locked(Slot.DEFAULT, "loading too", () -> 2));
    assertThat(nested).isEqualTo(2);
  }

  @Test
  void whoWaitsGetsItsTurn() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Void> holder =
        CompletableFuture.runAsync(
            () -> {
              try {
                second.locked(
                    Slot.CRASH,
                    "loading",
                    () -> {
                      held.countDown();
                      awaitUnchecked(release);
                      return 1;
                    });
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    // A separate executor: the common pool may have no second thread.
    Thread letGo = new Thread(release::countDown);
    letGo.start();
    assertThat(first.<Integer>locked(Slot.CRASH, "unloading", () -> 3)).isEqualTo(3);
    letGo.join();
    holder.join();
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void workThatFailsGivesTheLockBack() throws Exception {
    assertThatThrownBy(
            () ->
                first.locked(
                    Slot.CRASH,
                    "loading",
                    () -> {
                      throw new IllegalStateException("expected");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(second.<Integer>locked(Slot.CRASH, "loading", () -> 4)).isEqualTo(4);
  }

  @Test
  void whatTheHolderWroteIsNotTrusted() throws Exception {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("crash.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.lock();
      file.write(ByteBuffer.wrap("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8)));
      assertThatThrownBy(() -> second.locked(Slot.CRASH, "loading", () -> 1))
          .isInstanceOfSatisfying(
              BusyException.class, e -> assertThat(e.fault().cause()).hasSizeLessThan(1200));
    }
  }

  @Test
  void whereNothingIsWrittenDownNothingIsLocked() throws Exception {
    Path absent = directory.resolve("absent");
    RecordStore store = new RecordStore(absent, Duration.ZERO);
    assertThat(store.<Integer>locked(Slot.CRASH, "unloading", () -> 5)).isEqualTo(5);
    assertThat(absent).doesNotExist();
  }
}
