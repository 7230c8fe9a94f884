package kexec.rehearse.internal;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;

/** How far a guest has come, and when. For one thread. */
final class Ladder {

  private final RehearsalListener listener;
  private final Map<Rung, Duration> times = new EnumMap<>(Rung.class);
  private Rung highest = Rung.NONE;
  private long jump = System.nanoTime();

  Ladder(RehearsalListener listener) {
    this.listener = listener;
  }

  /** Starts counting: the guest goes on from the point of the jump. */
  void jump() {
    jump = System.nanoTime();
  }

  /** {@return the time since the jump} */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - jump);
  }

  /** Notes that a rung was reached, unless it is known. */
  void reach(Rung rung) {
    if (times.containsKey(rung)) {
      return;
    }
    Duration after = elapsed();
    times.put(rung, after);
    if (rung.compareTo(highest) > 0) {
      highest = rung;
    }
    listener.reached(rung, after);
  }

  /** {@return whether a rung was reached} */
  boolean has(Rung rung) {
    return times.containsKey(rung);
  }

  /** {@return the highest rung that was reached} */
  Rung highest() {
    return highest;
  }

  /** {@return when each rung was reached, in their order} */
  Map<Rung, Duration> times() {
    return times;
  }
}
