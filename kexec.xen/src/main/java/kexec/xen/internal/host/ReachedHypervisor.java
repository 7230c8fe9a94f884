package kexec.xen.internal.host;

import kexec.linux.sys.LinuxCalls;
import kexec.xen.internal.hypercall.Hypervisor;

/**
 * A hypervisor, and what has to be closed when it is no longer used.
 *
 * @param calls of the kernel in between
 * @param hypervisor the hypervisor
 * @param onClose closes what was opened
 */
public record ReachedHypervisor(LinuxCalls calls, Hypervisor hypervisor, Runnable onClose)
    implements AutoCloseable {

  @Override
  public void close() {
    onClose.run();
  }
}
