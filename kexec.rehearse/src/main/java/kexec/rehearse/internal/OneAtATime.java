package kexec.rehearse.internal;

import java.time.Duration;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes calls of several threads on, one at a time, and lets no listener stop a rehearsal. */
final class OneAtATime implements RehearsalListener {

  private static final Logger LOG = LoggerFactory.getLogger(OneAtATime.class);

  private final RehearsalListener listener;

  OneAtATime(RehearsalListener listener) {
    this.listener = listener;
  }

  @Override
  public void step(String what) {
    tell(() -> listener.step(what));
  }

  @Override
  public void reached(Rung rung, Duration after) {
    tell(() -> listener.reached(rung, after));
  }

  @Override
  public void console(byte[] bytes) {
    tell(() -> listener.console(bytes));
  }

  private synchronized void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener of a rehearsal failed", e);
    }
  }
}
