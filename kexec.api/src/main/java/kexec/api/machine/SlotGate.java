package kexec.api.machine;

import java.util.EnumSet;
import java.util.Set;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;

/**
 * Lets one operation at a time through to a slot, and turns a second one away, for receivers that
 * do not do so themselves. Other processes do not see it. Safe for use by several threads.
 */
public final class SlotGate {

  private final Set<Slot> busy = EnumSet.noneOf(Slot.class);

  /** Makes a gate through which nobody has gone. */
  public SlotGate() {}

  /**
   * An operation.
   *
   * @param <T> what it gives
   */
  @FunctionalInterface
  public interface Work<T> {

    /**
     * Does it.
     *
     * @return the result
     * @throws KexecException if it fails
     */
    T run() throws KexecException;
  }

  /**
   * Does something with a slot.
   *
   * @param <T> what it gives
   * @param slot the slot
   * @param attempted what is done, as a gerund, for the error's text
   * @param work does it; may enter the other slot, but not this one
   * @return its result
   * @throws BusyException with the code {@code slot-busy} if another operation on the slot has not
   *     ended, of this thread too
   * @throws KexecException if the work fails
   */
  public <T> T enter(Slot slot, String attempted, Work<T> work) throws KexecException {
    take(slot, attempted);
    try {
      return work.run();
    } finally {
      leave(slot);
    }
  }

  private synchronized void take(Slot slot, String attempted) throws BusyException {
    if (!busy.add(slot)) {
      throw new BusyException(
          new Fault(
              "slot-busy",
              attempted,
              "another operation on the " + slot.label() + " slot has not ended",
              "Wait until it has ended, then try again."));
    }
  }

  private synchronized void leave(Slot slot) {
    busy.remove(slot);
  }
}
