package kexec.cli;

import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.launch.PrivateDirectory;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.RunningLinux;

/**
 * Opens the system calls. JNA's native library lies in the directory that {@code
 * jna.boot.library.path} names, else it is unpacked to a directory that no other user can change.
 */
final class NativeCalls implements Attempt<LinuxCalls> {

  /** {@return whether JNA's library needs no directory of this process} */
  static boolean isUnpacked() {
    return System.getProperty("jna.boot.library.path") != null;
  }

  @Override
  public LinuxCalls run() throws KexecException {
    if (isUnpacked()) {
      // Otherwise JNA creates a directory for temporary files even so.
      System.setProperty("jna.nounpack", "true");
    } else if (System.getProperty("jna.tmpdir") == null) {
      System.setProperty("jna.tmpdir", PrivateDirectory.ofThisRun().path().toString());
    }
    return RunningLinux.calls();
  }
}
