package kexec.receiver.machine;

import java.util.List;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxAbi;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.diagnosis.Answer;

/**
 * Unloads images from the kernel. Each of its two load calls also unloads what the other one
 * loaded, so if one is blocked the other is tried.
 */
final class Unloading {

  private final KexecCalls calls;
  private final LinuxAbi abi;
  private final CallBudget budget;

  Unloading(KexecCalls calls, LinuxAbi abi, CallBudget budget) {
    this.calls = calls;
    this.abi = abi;
    this.budget = budget;
  }

  /**
   * Empties a slot.
   *
   * @param ways the calls that are available as far as is known, in the order of their use
   */
  void run(Slot slot, List<LoadMethod> ways) throws SystemCallException {
    boolean filesFirst = ways.get(0).equals(LoadMethod.FILES);
    try {
      unload(slot, filesFirst);
    } catch (SystemCallException e) {
      if (Answer.of(e.failed()) != Answer.CALL_SHUT || !budget.permitsAnother(slot)) {
        throw e;
      }
      unloadOtherwise(slot, !filesFirst, e);
    }
  }

  private void unloadOtherwise(Slot slot, boolean files, SystemCallException before)
      throws SystemCallException {
    try {
      unload(slot, files);
    } catch (SystemCallException e) {
      e.addSuppressed(before);
      throw e;
    }
  }

  private void unload(Slot slot, boolean files) throws SystemCallException {
    boolean crash = slot == Slot.CRASH;
    if (files) {
      calls.kexecFileLoad(KexecFileLoad.unload(crash ? LinuxNumbers.KEXEC_FILE_ON_CRASH : 0));
    } else {
      calls.kexecLoad(
          KexecLoad.unload(abi.kexecArchFlag() | (crash ? LinuxNumbers.KEXEC_ON_CRASH : 0)));
    }
  }
}
