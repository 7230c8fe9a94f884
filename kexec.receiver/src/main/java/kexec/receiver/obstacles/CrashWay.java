package kexec.receiver.obstacles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.crash.CrashReader;

/** Whether a crash starts the crash kernel, and whether its dump can be read. */
final class CrashWay {

  private final CrashReader crash;

  CrashWay(LinuxRoot root) {
    this.crash = new CrashReader(root);
  }

  List<Finding> find() throws KexecException {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        crash.vmcoreinfo().isPresent()
            ? Finding.info("vmcoreinfo", "the kernel describes itself to readers of a dump")
            : Finding.warning(
                "vmcoreinfo-missing",
                "the kernel does not describe itself to readers of a dump"
                    + " (/sys/kernel/vmcoreinfo): makedumpfile cannot filter it",
                "Run a kernel with CONFIG_VMCORE_INFO, or before Linux 6.9 CONFIG_CRASH_CORE."));
    Optional<Boolean> panics = crash.panicsOnOops();
    if (panics.isPresent()) {
      findings.add(
          Finding.info(
              "panic-on-oops",
              panics.get()
                  ? "an oops of the kernel starts the crash kernel, too"
                  : "an oops of the kernel does not start the crash kernel; with sysctl"
                      + " kernel.panic_on_oops=1 it does"));
    }
    return findings;
  }
}
