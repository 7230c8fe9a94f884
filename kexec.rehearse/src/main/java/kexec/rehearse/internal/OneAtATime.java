package kexec.rehearse.internal;

import java.time.Duration;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;

/** Passes calls of several threads on, one at a time. */
final class OneAtATime implements RehearsalListener {

  private final RehearsalListener listener;

  OneAtATime(RehearsalListener listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void step(String what) {
    listener.step(what);
  }

  @Override
  public synchronized void reached(Rung rung, Duration after) {
    listener.reached(rung, after);
  }

  @Override
  public synchronized void console(byte[] bytes) {
    listener.console(bytes);
  }
}
