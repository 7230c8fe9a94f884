package kexec.rehearse.internal.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what has to happen, and fails if it does not within a generous time. */
public final class Gone {

  private static final long PATIENCE_SECONDS = 60;

  private Gone() {}

  /** Waits until a process is gone. */
  public static void process(long id) throws InterruptedException {
    await("process " + id + " is gone", () -> !isRunning(id));
  }

  /** Waits until a file or directory is gone. */
  public static void file(Path file) throws InterruptedException {
    await(file + " is gone", () -> Files.notExists(file));
  }

  /** A process that has ended and that nobody has waited for is gone, too. */
  public static boolean isRunning(long id) {
    return ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Waits for anything else. */
  public static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not come to this: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
