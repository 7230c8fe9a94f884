package kexec.vmtest.inside;

import kexec.api.fault.KexecException;
import kexec.api.machine.MemoryOps;
import kexec.linux.LinuxRoot;
import kexec.receiver.memory.HostMemoryMap;
import kexec.tck.machine.MemoryOpsContract;

/** The memory contract with the kernel's own page frames. */
final class LinuxMemoryInside extends MemoryOpsContract {

  @Override
  protected MemoryOps newMemory() throws KexecException {
    return new HostMemoryMap(LinuxRoot.running())::read;
  }
}
