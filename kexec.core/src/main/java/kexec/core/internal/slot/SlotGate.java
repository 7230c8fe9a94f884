package kexec.core.internal.slot;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import kexec.api.fault.Attempt;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Lets one operation at a time work on a slot. A user's second operation is refused at once; the
 * core's own upkeep waits for its turn, and a user waits for the upkeep. A listener that the upkeep
 * calls cannot wait for it, and is refused.
 */
final class SlotGate {

  private final Slot slot;
  private final AtomicReference<@Nullable String> user = new AtomicReference<>();
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * Makes a gate.
   *
   * @param slot what it guards
   */
  SlotGate(Slot slot) {
    this.slot = slot;
  }

  /**
   * Does what a user asked for.
   *
   * @param <T> what it gives
   * @param name what it is, as a gerund
   * @param operation the operation
   * @return its result
   * @throws BusyException if a user's operation is running, or this thread is within the upkeep
   * @throws KexecException if it fails
   */
  <T> T forUser(String name, Attempt<T> operation) throws KexecException {
    if (turn.isHeldByCurrentThread()) {
      throw busy(name, "the upkeep, or the operation that called this listener");
    }
    String running = user.compareAndExchange(null, name);
    if (running != null) {
      throw busy(name, running);
    }
    try {
      turn.lock();
      try {
        return operation.run();
      } finally {
        turn.unlock();
      }
    } finally {
      user.set(null);
    }
  }

  private BusyException busy(String name, String running) {
    return new BusyException(
        new Fault(
            "busy",
            String.format(Locale.ROOT, "%s (%s slot)", name, slot.label()),
            "another operation works on this slot: " + running,
            "Try again when it has ended."));
  }

  /**
   * Does what the core itself has to do.
   *
   * @param <T> what it gives
   * @param upkeep the work
   * @return its result
   */
  <T> T forUpkeep(Supplier<T> upkeep) {
    turn.lock();
    try {
      return upkeep.get();
    } finally {
      turn.unlock();
    }
  }
}
