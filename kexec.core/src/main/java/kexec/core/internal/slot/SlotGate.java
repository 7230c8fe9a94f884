package kexec.core.internal.slot;

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
 * Per-slot mutual exclusion. A concurrent user operation fails immediately with {@link
 * BusyException}. The upkeep waits for its turn, and users wait for the upkeep. A listener that the
 * upkeep calls cannot wait for it and is rejected.
 */
final class SlotGate {

  private final Slot slot;
  private final AtomicReference<@Nullable String> user = new AtomicReference<>();
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * Creates a gate.
   *
   * @param slot the guarded slot
   */
  SlotGate(Slot slot) {
    this.slot = slot;
  }

  /**
   * Runs a user's operation.
   *
   * @param <T> the result's type
   * @param name the operation, as a gerund
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

  /**
   * Runs something long as a part of a user's operation. Other users' operations are still
   * excluded, but the upkeep goes on meanwhile.
   *
   * @param <T> the result's type
   * @param work the work; called by a thread within {@link #forUser}
   * @return its result
   * @throws KexecException if it fails
   */
  <T> T aside(Attempt<T> work) throws KexecException {
    turn.unlock();
    try {
      return work.run();
    } finally {
      turn.lock();
    }
  }

  private BusyException busy(String name, String running) {
    return new BusyException(
        new Fault(
            "busy",
            "%s (%s slot)".formatted(name, slot.label()),
            "another operation works on this slot: " + running,
            "Try again when it has ended."));
  }

  /**
   * Runs the core's own upkeep.
   *
   * @param <T> the result's type
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
