package kexec.xen.internal.model;

import java.util.BitSet;

/** The machine-to-physical table of a model machine, and which of its frames are dom0's. */
final class ModelTable {

  private final long[] entries;
  private final BitSet dom0s = new BitSet();

  ModelTable(ModelMachine machine) {
    entries = machine.machineToPhysical();
    for (long frame : machine.dom0()) {
      dom0s.set((int) frame);
    }
  }

  int frames() {
    return entries.length;
  }

  /** Returns the owner's number for a machine frame; all ones for one beyond the table. */
  long entry(long machineFrame) {
    return machineFrame >= 0 && machineFrame < entries.length ? entries[(int) machineFrame] : -1;
  }

  boolean isDom0s(long machineFrame) {
    return machineFrame >= 0 && machineFrame < entries.length && dom0s.get((int) machineFrame);
  }
}
