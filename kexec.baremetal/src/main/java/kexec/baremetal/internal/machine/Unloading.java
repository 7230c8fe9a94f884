package kexec.baremetal.internal.machine;

import kexec.api.plan.Slot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxAbi;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCallException;

/** Takes images out of the kernel, whichever way they came in. */
final class Unloading {

  private final KexecCalls calls;
  private final LinuxAbi abi;

  Unloading(KexecCalls calls, LinuxAbi abi) {
    this.calls = calls;
    this.abi = abi;
  }

  void run(Slot slot) throws SystemCallException {
    boolean crash = slot == Slot.CRASH;
    try {
      calls.kexecLoad(
          KexecLoad.unload(abi.kexecArchFlag() | (crash ? LinuxNumbers.KEXEC_ON_CRASH : 0)));
    } catch (SystemCallException e) {
      // A locked kernel refuses that call whatever it is for.
      if (!e.failed().isBecauseOf(Errno.EPERM) && !e.failed().isBecauseOf(Errno.ENOSYS)) {
        throw e;
      }
      unloadFiles(crash, e);
    }
  }

  private void unloadFiles(boolean crash, SystemCallException before) throws SystemCallException {
    try {
      calls.kexecFileLoad(KexecFileLoad.unload(crash ? LinuxNumbers.KEXEC_FILE_ON_CRASH : 0));
    } catch (SystemCallException e) {
      e.addSuppressed(before);
      throw e;
    }
  }
}
