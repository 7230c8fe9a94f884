package kexec.vmtest.swap.driver;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Polls whether one of the receivers is armed. */
final class GuestArmedWatch {

  private final Truths truths;
  private final FutureTask<String> looking = new FutureTask<>(this::look);
  private volatile boolean closed;

  /** Starts polling. */
  GuestArmedWatch(Truths truths) {
    this.truths = truths;
    Thread thread = new Thread(looking, "armed-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private String look() {
    long looks = 0;
    long gaps = 0;
    do {
      // The image moves from the first to the second: where the first has none, the second has it.
      if (!truths.isSimArmed() && !truths.isRealArmed()) {
        gaps++;
      }
      looks++;
      Thread.onSpinWait();
    } while (!closed);
    return "looks=" + looks + " gaps=" + gaps;
  }

  /** Stops polling and returns how often it polled, and how often neither was armed. */
  String close() throws InterruptedException, ExecutionException {
    closed = true;
    return looking.get();
  }
}
