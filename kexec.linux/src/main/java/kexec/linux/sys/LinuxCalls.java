package kexec.linux.sys;

import org.osgi.annotation.versioning.ConsumerType;

/** All calls of one kernel. */
@ConsumerType
public interface LinuxCalls extends KexecCalls, MemoryCalls, FileCalls {

  /**
   * Returns how this process calls the kernel.
   *
   * @return always the same
   */
  LinuxAbi abi();
}
