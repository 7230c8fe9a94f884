package kexec.linux.sys;

import org.osgi.annotation.versioning.ConsumerType;

/** All system calls of one kernel. */
@ConsumerType
public interface LinuxCalls extends KexecCalls, MemoryCalls, FileCalls {

  /** {@return the ABI by which this process calls the kernel, always the same} */
  LinuxAbi abi();
}
