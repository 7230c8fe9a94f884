package kexec.xen.internal.host;

import kexec.linux.host.HypervisorVersion;

/** What this kernel is to the hypervisor, as far as kexec is concerned. */
public sealed interface Domain {

  /**
   * A dom0 from which the hypervisor takes images.
   *
   * @param version of the hypervisor
   */
  record Dom0(HypervisorVersion version) implements Domain {}

  /**
   * Anything else.
   *
   * @param reason why the hypervisor takes no images from here and, after that, what to do; one
   *     sentence without a full stop
   */
  record Unable(String reason) implements Domain {}
}
