package kexec.shell.internal.command;

import java.time.Duration;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;
import kexec.shell.internal.terminal.Progress;

/**
 * Shows the progress of a rehearsal.
 *
 * @param progress where to show it
 * @param console whether what the guest writes to its console is shown, too
 */
record RehearsalSteps(Progress progress, boolean console) implements RehearsalListener {

  @Override
  public void step(String what) {
    progress.step(what);
  }

  @Override
  public void reached(Rung rung, Duration after) {
    progress.step("rehearsing: %s after %d s".formatted(rung.label(), after.toSeconds()));
  }

  @Override
  public void console(byte[] bytes) {
    if (console) {
      progress.output(bytes);
    }
  }
}
