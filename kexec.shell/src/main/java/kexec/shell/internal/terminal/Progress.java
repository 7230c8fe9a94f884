package kexec.shell.internal.terminal;

import kexec.api.text.Printable;

/** Shows the current step on a terminal; silent without one. */
public final class Progress implements AutoCloseable {

  private static final String CLEAR = "\r\u001b[K";

  private final Terminal terminal;
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
  public void step(String what) {
    if (terminal.progress()) {
      terminal.err().print(CLEAR + Printable.of(what) + " …");
      terminal.err().flush();
      shown = true;
    }
  }

  /** Clears the display; further steps may follow. */
  @Override
  public void close() {
    if (shown) {
      terminal.err().print(CLEAR);
      terminal.err().flush();
      shown = false;
    }
  }
}
