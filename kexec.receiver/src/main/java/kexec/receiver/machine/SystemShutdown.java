package kexec.receiver.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.platform.NetworkDown;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.host.LinuxHost;

/** Shuts the running system down before an image is started. */
final class SystemShutdown {

  /** Exists if systemd runs (sd_booted(3)). */
  private static final String SYSTEMD = "/run/systemd/system";

  private final LinuxHost host;
  private final CommandRunner commands;

  SystemShutdown(LinuxHost host, CommandRunner commands) {
    this.host = host;
    this.commands = commands;
  }

  /** {@return how systemd treats a loaded image (systemctl(1), reboot), if it is recent enough} */
  List<Finding> check(Plan plan) {
    return obstacles(plan.slot());
  }

  /** {@return the same before there is a plan} */
  List<Finding> obstacles(Slot slot) {
    return slot == Slot.DEFAULT && isSystemd()
        ? List.of(
            Finding.info(
                "reboot-starts-image",
                "while a default image is loaded, systemctl reboot of newer systemd starts it instead of"
                    + " restarting through the firmware; SYSTEMCTL_SKIP_AUTO_KEXEC=1 systemctl"
                    + " reboot passes through the firmware, and unload takes the image out"))
        : List.of();
  }

  private boolean isSystemd() {
    return Files.isDirectory(host.root().resolve(SYSTEMD));
  }

  ShutdownOutcome run(ShutdownMode mode) throws KexecException, SystemCallException {
    return switch (mode) {
      case ORDERLY -> orderly();
      case FORCED -> {
        host.calls().sync();
        yield ShutdownOutcome.READY;
      }
      case UNFLUSHED -> ShutdownOutcome.READY;
    };
  }

  private ShutdownOutcome orderly() throws KexecException, SystemCallException {
    if (isSystemd()) {
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
            fault("it ended with %s: %s".formatted(result.exitCode(), result.output())));
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
