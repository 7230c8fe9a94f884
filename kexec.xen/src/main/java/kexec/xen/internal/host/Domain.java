package kexec.xen.internal.host;

import kexec.api.machine.MachineAbsence;
import kexec.linux.host.HypervisorVersion;

/** The role of this kernel for the hypervisor, as far as kexec is concerned. */
public sealed interface Domain {

  /**
   * A dom0 whose images the hypervisor accepts.
   *
   * @param version the version of the hypervisor
   */
  record Dom0(HypervisorVersion version) implements Domain {}

  /**
   * Anything else.
   *
   * @param absence why the hypervisor accepts no images from here, and what to do
   */
  record Unable(MachineAbsence absence) implements Domain {}
}
