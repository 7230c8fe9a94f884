package kexec.xen.internal.hypercall;

import kexec.linux.sys.SystemCallException;

/**
 * The hypervisor's services for a privileged program: the kernel's privileged command device
 * (Linux, include/uapi/xen/privcmd.h).
 *
 * <p>Nothing is validated or retried. Implementations are thread-safe.
 */
public interface Privcmd {

  /**
   * Makes a hypercall.
   *
   * @param call the call; memory that it points to must be a {@link HypercallBuffer}, because the
   *     hypervisor does not wait for a page that is not present
   * @return the hypervisor's result, not negative
   * @throws SystemCallException if the hypervisor, or the kernel in between, refuses
   */
  long hypercall(Hypercall call) throws SystemCallException;

  /**
   * Maps machine frames of a domain into this process, read-only.
   *
   * @param domain {@code DOMID_*} of {@link XenNumbers}
   * @param frames the machine frame numbers in mapping order, at least one
   * @return the pages; {@link ForeignPages#isShown} is false for those that the hypervisor does not
   *     map
   * @throws SystemCallException if nothing can be mapped
   */
  ForeignPages show(int domain, long[] frames) throws SystemCallException;
}
