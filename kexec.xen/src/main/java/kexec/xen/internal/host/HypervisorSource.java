package kexec.xen.internal.host;

import kexec.api.fault.KexecException;

/** Reaches a hypervisor. */
@FunctionalInterface
public interface HypervisorSource {

  /**
   * Reaches it.
   *
   * @return the hypervisor, the caller's to close
   * @throws KexecException if it cannot be reached from here
   */
  ReachedHypervisor open() throws KexecException;
}
