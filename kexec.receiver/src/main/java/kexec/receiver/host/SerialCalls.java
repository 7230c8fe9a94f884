package kexec.receiver.host;

import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.SystemCallException;

/**
 * Makes one call at a time: the kernel has one lock for both slots and refuses a concurrent call,
 * so loading one slot would make loading the other one fail.
 */
final class SerialCalls implements KexecCalls {

  private final KexecCalls calls;

  SerialCalls(KexecCalls calls) {
    this.calls = calls;
  }

  @Override
  public synchronized void kexecLoad(KexecLoad call) throws SystemCallException {
    calls.kexecLoad(call);
  }

  @Override
  public synchronized void kexecFileLoad(KexecFileLoad call) throws SystemCallException {
    calls.kexecFileLoad(call);
  }

  @Override
  public synchronized void reboot(int command) throws SystemCallException {
    calls.reboot(command);
  }

  @Override
  public void sync() {
    calls.sync();
  }
}
