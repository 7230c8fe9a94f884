package kexec.linux.watch;

import kexec.api.fault.KexecException;
import kexec.linux.crash.CrashHotplug;

/** Reads the hardware of a machine that crash images describe. Thread-safe. */
@FunctionalInterface
public interface HardwareSource {

  /**
   * {@return the current hardware, limited to what crash images describe}
   *
   * @throws KexecException if it cannot be read
   */
  Hardware read() throws KexecException;

  /**
   * {@return what the receiver itself updates in the loaded crash image, so that a change needs no
   * new image; by default nothing}
   *
   * @throws KexecException if it cannot be read
   */
  default CrashHotplug keptCurrent() throws KexecException {
    return new CrashHotplug(false, false);
  }

  /**
   * {@return one line that describes the hardware whose change would make the loaded crash image
   * stale, as for {@link kexec.api.machine.MachineKexec#hardware}}
   *
   * @throws KexecException if it cannot be read
   */
  default String describe() throws KexecException {
    return read().without(keptCurrent());
  }
}
