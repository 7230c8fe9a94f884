package kexec.baremetal.internal.machine;

import java.util.EnumSet;
import java.util.Set;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;

/**
 * Lets one operation at a time through to a slot, and turns a second one away. Between processes
 * the kernel does the same.
 */
final class SlotGate {

  private final Set<Slot> busy = EnumSet.noneOf(Slot.class);

  /** An operation. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws KexecException;
  }

  <T> T enter(Slot slot, String attempted, Work<T> work) throws KexecException {
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
