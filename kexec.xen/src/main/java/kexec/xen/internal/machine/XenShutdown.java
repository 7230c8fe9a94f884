package kexec.xen.internal.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.ShutdownMode;
import kexec.linux.platform.NetworkDown;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.host.XenHost;

/**
 * Makes dom0 quiet before the hypervisor leaves: it tells dom0's kernel nothing, so that neither
 * files are written nor devices stopped by anybody else.
 */
final class XenShutdown {

  private static final String SYSRQ = "/proc/sysrq-trigger";

  private final XenHost host;

  XenShutdown(XenHost host) {
    this.host = host;
  }

  void run(ShutdownMode mode) throws KexecException, SystemCallException {
    host.calls().sync();
    switch (mode) {
      case ORDERLY -> {
        new NetworkDown(host.root(), host.calls()).run();
        // What is written after that would be lost, and must not be half on the disk.
        remountReadOnly();
      }
      case FORCED -> {}
    }
  }

  /** The emergency remount: the kernel's log says when it is done (Linux, sysrq.rst). */
  private void remountReadOnly() throws KexecException {
    Path trigger = host.root().resolve(SYSRQ);
    try {
      Files.writeString(trigger, "u", StandardOpenOption.WRITE);
      host.calls().sync();
    } catch (IOException e) {
      throw new NotPermittedException(
          new Fault(
              "shutdown-failed",
              "remounting dom0's file systems read-only",
              "%s cannot be written to: %s".formatted(trigger, e.getMessage()),
              "Run as root, outside of a container; or force it, after the file systems were"
                  + " unmounted by hand."),
          e);
    }
  }
}
