package kexec.sim.internal.machine;

import kexec.api.fault.KexecException;
import kexec.api.machine.SlotGate;
import kexec.api.plan.Slot;
import kexec.sim.internal.store.ImageStore;
import kexec.sim.internal.store.SlotLock;

/** Lets one operation at a time through to a slot of a store, which other processes may share. */
final class StoreGate {

  private final SlotGate here;
  private final ImageStore store;

  /**
   * Makes a gate.
   *
   * @param here the gate of this process
   * @param store whose slots they are
   */
  StoreGate(SlotGate here, ImageStore store) {
    this.here = here;
    this.store = store;
  }

  /** Does something that nobody else may disturb, in this process or in another one. */
  <T> T enter(Slot slot, String attempted, SlotGate.Work<T> work) throws KexecException {
    return here.enter(
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
}
