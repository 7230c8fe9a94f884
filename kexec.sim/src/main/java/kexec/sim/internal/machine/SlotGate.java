package kexec.sim.internal.machine;

import java.util.EnumSet;
import java.util.Set;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.sim.internal.store.ImageStore;
import kexec.sim.internal.store.SlotLock;

/** Lets one operation at a time through to a slot, and turns a second one away. */
final class SlotGate {

  private final ImageStore store;
  private final Set<Slot> busy = EnumSet.noneOf(Slot.class);

  /** Makes a gate to the slots of a store, which others may share. */
  SlotGate(ImageStore store) {
    this.store = store;
  }

  /** An operation. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws KexecException;
  }

  /** Does something that does not touch the store. */
  <T> T here(Slot slot, String attempted, Work<T> work) throws KexecException {
    enter(slot, attempted);
    try {
      return work.run();
    } finally {
      leave(slot);
    }
  }

  /** Does something that nobody else may disturb, in this process or in another one. */
  <T> T everywhere(Slot slot, String attempted, Work<T> work) throws KexecException {
    return here(
        slot,
        attempted,
        () -> {
          SlotLock lock = store.lock(slot, attempted);
          try {
            return work.run();
          } finally {
            lock.close();
          }
        });
  }

  private synchronized void enter(Slot slot, String attempted) throws BusyException {
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
