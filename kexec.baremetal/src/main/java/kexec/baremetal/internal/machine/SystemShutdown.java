package kexec.baremetal.internal.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.platform.NetworkDown;
import kexec.linux.sys.SystemCallException;

/** Brings the running system down before it is left. */
final class SystemShutdown {

  /** Where systemd runs (sd_booted(3)). */
  private static final String SYSTEMD = "/run/systemd/system";

  private final LinuxHost host;
  private final CommandRunner commands;

  SystemShutdown(LinuxHost host, CommandRunner commands) {
    this.host = host;
    this.commands = commands;
  }

  ShutdownOutcome run(ShutdownMode mode) throws KexecException, SystemCallException {
    return switch (mode) {
      case ORDERLY -> orderly();
      case FORCED -> {
        host.calls().sync();
        yield ShutdownOutcome.READY;
      }
    };
  }

  private ShutdownOutcome orderly() throws KexecException, SystemCallException {
    if (Files.isDirectory(host.root().resolve(SYSTEMD))) {
      systemctlKexec();
      return ShutdownOutcome.UNDER_WAY;
    }
    host.calls().sync();
    new NetworkDown(host.root(), host.calls()).run();
    return ShutdownOutcome.READY;
  }

  private void systemctlKexec() throws KexecException {
    try {
      CommandRunner.Result result = commands.run(List.of("systemctl", "kexec"));
      if (result.exitCode() != 0) {
        throw new KexecException(
            fault("it ended with %d: %s".formatted(result.exitCode(), result.output())));
      }
    } catch (IOException e) {
      throw new KexecException(fault(String.valueOf(e.getMessage())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KexecException(fault("the wait for it was interrupted"), e);
    }
  }

  private static Fault fault(String cause) {
    return new Fault(
        "shutdown-failed",
        "bringing the system down with systemctl kexec",
        cause,
        "Ask systemd with: systemctl status kexec.target. To leave without stopping services, force"
            + " it.");
  }
}
