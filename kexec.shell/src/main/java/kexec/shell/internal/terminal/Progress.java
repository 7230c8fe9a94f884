package kexec.shell.internal.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import kexec.api.progress.ProgressListener;
import kexec.api.text.Printable;

/** Shows the current step on a terminal, and in a log if that is wanted. Thread-safe. */
public final class Progress implements ProgressListener, AutoCloseable {

  private static final String CLEAR = "\r\u001b[K";

  /** A longer line of a guest is cut. */
  private static final int WIDTH = 4096;

  /** A line is shorter than that, or than the terminal if that tells its width. */
  private static final int COLUMNS = 80;

  private static final int BAR = 24;

  /** In a log a line for each of these shares is enough. */
  private static final int LOGGED_PERCENT = 10;

  /** How long work goes on before it is told of: most commands are done by then. */
  private static final long PATIENCE_NANOS = 500_000_000;

  private final Terminal terminal;
  private final Verbosity verbosity;
  private final LongSupplier nanoTime;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean shown;
  private String step = "";
  private String part = "";
  private long percent;
  private String work = "";
  private long workBegan;

  /**
   * Creates a progress display that shows nothing yet.
   *
   * @param terminal where to show it
   * @param verbosity whether to show it at all, and where no terminal is
   */
  public Progress(Terminal terminal, Verbosity verbosity) {
    this(terminal, verbosity, System::nanoTime);
  }

  Progress(Terminal terminal, Verbosity verbosity, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.verbosity = verbosity;
    this.nanoTime = nanoTime;
  }

  /**
   * Shows a step in place of the previous one, or below it in a log.
   *
   * @param what the step, a clause
   */
  public synchronized void step(String what) {
    part = "";
    step = what;
    if (isDisplayed()) {
      showStep();
    } else if (isLogged()) {
      log(Printable.of(what));
    }
  }

  private void showStep() {
    show(cut(Printable.of(step), columns() - 3) + " …");
  }

  /**
   * Shows how much of a step is done: as a bar, or in a log as a line from time to time.
   *
   * @param what the step, a clause
   * @param done what is done of it, from 0 on
   * @param total what there is to be done, greater than 0, in the same unit
   */
  public synchronized void part(String what, long done, long total) {
    long now = Math.min(100, (long) (100.0 * done / total));
    boolean same = what.equals(part);
    if (same && now == percent) {
      return;
    }
    if (isDisplayed()) {
      show(bar(Printable.of(what), now));
    } else if (isLogged()) {
      if (same && now / LOGGED_PERCENT == percent / LOGGED_PERCENT) {
        return;
      }
      log("%s: %s %%".formatted(Printable.of(what), now));
    }
    part = what;
    percent = now;
  }

  /**
   * Shows how much of a piece of work is done, if it takes long: as a bar in place of the step that
   * it is a part of, which is shown again afterwards, or in a log as a line from time to time.
   *
   * @param what the work, a clause
   * @param done bytes, unsigned
   * @param total bytes, unsigned, above zero
   */
  @Override
  public synchronized void progressed(String what, long done, long total) {
    long now = nanoTime.getAsLong();
    if (done == 0 || !what.equals(work)) {
      work = what;
      workBegan = now;
    }
    if (now - workBegan < PATIENCE_NANOS) {
      return;
    }
    // Of a total that would be negative, both halves are positive, and the share is the same.
    int halved = total < 0 ? 1 : 0;
    part(what, done >>> halved, total >>> halved);
    if (done == total && isDisplayed()) {
      part = "";
      showStep();
    }
  }

  private boolean isDisplayed() {
    return terminal.progress() && verbosity != Verbosity.QUIET;
  }

  private boolean isLogged() {
    return !terminal.progress() && verbosity == Verbosity.VERBOSE;
  }

  private void show(String text) {
    terminal.err().print(CLEAR + text);
    terminal.err().flush();
    shown = true;
  }

  private void log(String text) {
    terminal.err().println(text);
    terminal.err().flush();
  }

  /** The last column stays free: a terminal would begin a new line there. */
  private int columns() {
    return terminal.columns() > 0 ? terminal.columns() : COLUMNS;
  }

  private String bar(String what, long now) {
    String number = " %3s %%".formatted(now);
    int width = Math.min(BAR, columns() - 1 - number.length() - what.length() - 3);
    if (width < 4) {
      return cut(what, columns() - 1 - number.length()) + number;
    }
    int filled = (int) (now * width / 100);
    return what + " [" + "#".repeat(filled) + ".".repeat(width - filled) + "]" + number;
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
  }

  /**
   * Shows what a guest writes, line by line and without its control characters, whether on a
   * terminal or not.
   *
   * @param bytes what it wrote; the rest of a line may follow
   */
  public synchronized void output(byte[] bytes) {
    for (byte each : bytes) {
      if (each == '\n') {
        clear();
        terminal.err().println(Printable.of(line.toString(StandardCharsets.UTF_8)));
        line.reset();
      } else if (each != '\r' && line.size() < WIDTH) {
        line.write(each);
      }
    }
    terminal.err().flush();
  }

  /** Clears the display; further steps may follow. */
  @Override
  public synchronized void close() {
    clear();
  }

  private void clear() {
    if (shown) {
      terminal.err().print(CLEAR);
      terminal.err().flush();
      shown = false;
    }
  }
}
