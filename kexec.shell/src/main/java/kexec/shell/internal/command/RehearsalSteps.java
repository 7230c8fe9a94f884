package kexec.shell.internal.command;

import java.time.Duration;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;
import kexec.shell.internal.terminal.Progress;

/**
 * Shows the progress of a rehearsal, without the guest's console.
 *
 * @param progress where to show it
 */
record RehearsalSteps(Progress progress) implements RehearsalListener {

  @Override
  public void step(String what) {
    progress.step(what);
  }

  @Override
  public void reached(Rung rung, Duration after) {
    progress.step("rehearsing: %s after %d s".formatted(rung.label(), after.toSeconds()));
  }
}
