package kexec.shell.internal.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import kexec.api.text.Printable;

/** Shows the current step on a terminal; silent without one. Thread-safe. */
public final class Progress implements AutoCloseable {

  private static final String CLEAR = "\r\u001b[K";

  /** A longer line of a guest is cut. */
  private static final int WIDTH = 4096;

  private final Terminal terminal;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean shown;

  /**
   * Creates a progress display that shows nothing yet.
   *
   * @param terminal where to show it
   */
  public Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Shows a step in place of the previous one.
   *
   * @param what the step, a clause
   */
  public synchronized void step(String what) {
    if (terminal.progress()) {
      terminal.err().print(CLEAR + Printable.of(what) + " …");
      terminal.err().flush();
      shown = true;
    }
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
