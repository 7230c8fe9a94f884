package kexec.linux.watch;

import kexec.api.fault.KexecException;
import kexec.linux.crash.CrashHotplug;

/** Tells what crash images describe of a machine. Safe for use by several threads. */
@FunctionalInterface
public interface HardwareSource {

  /**
   * Reads the hardware, no more of it than crash images describe.
   *
   * @return the hardware as it is now
   * @throws KexecException if it cannot be read
   */
  Hardware read() throws KexecException;

  /**
   * Tells what the receiver itself keeps current in the crash image that is loaded.
   *
   * @return what needs no new image when it changes; by default nothing
   * @throws KexecException if it cannot be read
   */
  default CrashHotplug keptCurrent() throws KexecException {
    return new CrashHotplug(false, false);
  }

  /**
   * Describes what would make the crash image that is loaded now outdated if it changed, as {@link
   * kexec.api.machine.MachineKexec#hardware} tells it.
   *
   * @return one line
   * @throws KexecException if it cannot be read
   */
  default String describe() throws KexecException {
    return read().without(keptCurrent());
  }
}
