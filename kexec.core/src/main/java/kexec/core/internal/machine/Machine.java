package kexec.core.internal.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.Slot;
import kexec.core.internal.plan.DumpNotes;
import kexec.core.internal.plan.Leases;
import kexec.core.internal.plan.Target;

/**
 * A complete machine: memory and receiver of the same name from one bundle.
 *
 * @param memory its memory service
 * @param kexec its receiver service
 */
public record Machine(Offer<MemoryOps> memory, Offer<MachineKexec> kexec) {

  /** {@return the machine's name} */
  public String name() {
    return kexec.machine();
  }

  /** {@return the name of the receiver that holds the machine's images} */
  public String receiver() {
    return kexec.service().receiver();
  }

  /** {@return leases on files that the machine is about to load, which the caller closes} */
  public Leases leases() {
    return new Leases(kexec.service()::lease);
  }

  /**
   * {@return the machine as the target of a plan}
   *
   * @param slot the plan's slot: only crash plans read the location of the crash notes
   * @param findings findings about the choice of this machine
   * @throws KexecException if the machine does not provide the required data
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
