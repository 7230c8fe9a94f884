package kexec.baremetal.internal.host;

import kexec.api.fault.KexecException;
import kexec.linux.sys.LinuxCalls;

/** Makes the calls of a kernel available. */
@FunctionalInterface
public interface CallsSource {

  /**
   * Makes them available.
   *
   * @return the calls
   * @throws KexecException if they cannot be made from here
   */
  LinuxCalls open() throws KexecException;
}
