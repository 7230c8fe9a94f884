package kexec.core.internal.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.Slot;
import kexec.core.internal.plan.DumpNotes;
import kexec.core.internal.plan.Target;

/**
 * A machine that is whole: memory and receiver from one bundle, under one name.
 *
 * @param memory what its memory means
 * @param kexec who takes images
 */
public record Machine(Offer<MemoryOps> memory, Offer<MachineKexec> kexec) {

  /**
   * Returns the machine's name.
   *
   * @return the name
   */
  public String name() {
    return kexec.machine();
  }

  /**
   * Returns who holds the machine's images.
   *
   * @return the receiver's name
   */
  public String receiver() {
    return kexec.service().receiver();
  }

  /**
   * Returns the machine as what a plan is made for.
   *
   * @param slot whose plan it is: only a crash plan asks where the crashed kernel leaves its notes
   * @param findings what is to be said of the choice of this machine
   * @return the target
   * @throws KexecException if the machine does not tell what is needed
   */
  public Target target(Slot slot, List<Finding> findings) throws KexecException {
    MachineKexec receiver = kexec.service();
    return new Target(
        Optional.of(name()),
        kexec.architecture().isEmpty() ? Optional.empty() : Optional.of(kexec.architecture()),
        kexec.firmware(),
        memory.service().memoryMap(),
        receiver.rules(),
        receiver.platformData(),
        slot == Slot.CRASH ? DumpNotes.of(receiver.crashNotes(), memory.service()) : DumpNotes.NONE,
        receiver::check,
        findings);
  }
}
