package kexec.xen.internal.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.ShutdownMode;
import kexec.linux.host.MountReader;
import kexec.linux.platform.NetworkDown;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.host.XenHost;

/**
 * Quiesces dom0 before the hypervisor starts an image: the hypervisor does not notify dom0's
 * kernel, so nothing else completes file writes or stops devices.
 */
final class XenShutdown {

  private static final String SYSRQ = "/proc/sysrq-trigger";

  /** The kernel remounts in a thread, and writes dirty pages first. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long LOOK_MILLIS = 50;

  private final XenHost host;
  private final Duration patience;

  XenShutdown(XenHost host) {
    this(host, PATIENCE);
  }

  XenShutdown(XenHost host, Duration patience) {
    this.host = host;
    this.patience = patience;
  }

  void run(ShutdownMode mode) throws KexecException {
    switch (mode) {
      case ORDERLY -> {
        host.calls().sync();
        takeNetworkDown();
        // Later writes would be lost, and must not be half on the disk.
        remountReadOnly();
      }
      case FORCED -> host.calls().sync();
      case UNFLUSHED -> {}
    }
  }

  private void takeNetworkDown() throws KexecException {
    try {
      new NetworkDown(host.root(), host.calls()).run();
    } catch (SystemCallException e) {
      throw new KexecException(
          new Fault(
              "shutdown-failed",
              "taking dom0's network interfaces down",
              String.valueOf(e.getMessage()),
              "Run as root, outside of a container; or take them down by hand, and force it."),
          e);
    }
  }

  /** The emergency remount (Linux, Documentation/admin-guide/sysrq.rst). */
  private void remountReadOnly() throws KexecException {
    Path trigger = host.root().resolve(SYSRQ);
    try {
      Files.writeString(trigger, "u", StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new NotPermittedException(
          fault("%s cannot be written to: %s".formatted(trigger, e.getMessage())), e);
    }
    awaitReadOnly();
  }

  private void awaitReadOnly() throws KexecException {
    MountReader mounts = new MountReader(host.root());
    long end = System.nanoTime() + patience.toNanos();
    List<String> writable = mounts.writableDisks();
    try {
      while (!writable.isEmpty() && System.nanoTime() < end) {
        Thread.sleep(LOOK_MILLIS);
        writable = mounts.writableDisks();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KexecException(fault("the wait for it was interrupted"), e);
    }
    if (!writable.isEmpty()) {
      throw new KexecException(
          fault("%s can still be written to".formatted(String.join(", ", writable))));
    }
  }

  private static Fault fault(String cause) {
    return new Fault(
        "shutdown-failed",
        "remounting dom0's file systems read-only",
        cause,
        "Run as root, outside of a container; or unmount them by hand, and force it.");
  }
}
