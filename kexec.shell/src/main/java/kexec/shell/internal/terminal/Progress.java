package kexec.shell.internal.terminal;

import kexec.api.text.Printable;

/** Tells the person at the terminal what is being done; silent where nobody watches. */
public final class Progress implements AutoCloseable {

  private static final String CLEAR = "\r\u001b[K";

  private final Terminal terminal;
  private boolean shown;

  /**
   * Makes a progress display that shows nothing yet.
   *
   * @param terminal where it is shown
   */
  public Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Shows what is done from now on, in place of what was shown before.
   *
   * @param what a clause
   */
  public void step(String what) {
    if (terminal.progress()) {
      terminal.err().print(CLEAR + Printable.of(what) + " …");
      terminal.err().flush();
      shown = true;
    }
  }

  /** Wipes what is shown; afterwards there may be further steps. */
  @Override
  public void close() {
    if (shown) {
      terminal.err().print(CLEAR);
      terminal.err().flush();
      shown = false;
    }
  }
}
