package kexec.xen.internal.pages;

import kexec.api.fault.KexecException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells which machine frames stand behind the kernel's page frames: the same ones on bare metal,
 * others, in no order, under a hypervisor. Implementations are safe for use by several threads.
 */
@ConsumerType
@FunctionalInterface
public interface FrameLookup {

  /**
   * Looks frames up.
   *
   * @param kernelFrames numbers of the kernel's page frames, unsigned; may be kept and changed
   * @return the number of the machine frame behind each of them, in the same order and of the same
   *     length, unsigned; the caller's own
   * @throws KexecException if one has none, or they are not told
   */
  long[] machineFrames(long[] kernelFrames) throws KexecException;
}
