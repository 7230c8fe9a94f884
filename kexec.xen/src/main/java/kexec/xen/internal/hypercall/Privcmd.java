package kexec.xen.internal.hypercall;

import kexec.linux.sys.SystemCallException;

/**
 * What the hypervisor does for a privileged program: the kernel's privileged command device (Linux,
 * include/uapi/xen/privcmd.h).
 *
 * <p>Nothing is checked and nothing is tried twice. Implementations are safe for use by several
 * threads.
 */
public interface Privcmd {

  /**
   * Calls the hypervisor.
   *
   * @param call the call; memory that it points to must be a {@link HypercallBuffer}, because the
   *     hypervisor does not wait for a page that is not there
   * @return what the hypervisor gave, not negative
   * @throws SystemCallException if the hypervisor, or the kernel in between, refuses
   */
  long hypercall(Hypercall call) throws SystemCallException;

  /**
   * Shows machine frames of a domain in this process, for reading.
   *
   * @param domain {@code DOMID_*} of {@link XenNumbers}
   * @param frames the numbers of the machine frames, in the order in which they are shown, one at
   *     least
   * @return the pages; those that the hypervisor does not show are told by {@link
   *     ForeignPages#isShown}
   * @throws SystemCallException if none of it can be done
   */
  ForeignPages show(int domain, long[] frames) throws SystemCallException;
}
