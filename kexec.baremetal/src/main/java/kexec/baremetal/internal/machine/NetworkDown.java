package kexec.baremetal.internal.machine;

import static kexec.linux.sys.LinuxNumbers.IFF_UP;
import static kexec.linux.sys.LinuxNumbers.IFNAMSIZ;
import static kexec.linux.sys.LinuxNumbers.SIOCGIFFLAGS;
import static kexec.linux.sys.LinuxNumbers.SIOCSIFFLAGS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import kexec.api.fault.KexecException;
import kexec.baremetal.internal.host.LinuxHost;
import kexec.linux.host.HostReader;
import kexec.linux.host.NetworkInterface;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FileCalls;
import kexec.linux.sys.SystemCallException;

/**
 * Takes network interfaces down, so that no packet is written into memory that is the next kernel's
 * by then.
 */
final class NetworkDown {

  /** Linux, include/uapi/linux/if.h: struct ifreq of 64-bit architectures. */
  private static final int IFREQ_SIZE = 40;

  private final LinuxHost host;

  NetworkDown(LinuxHost host) {
    this.host = host;
  }

  void run() throws KexecException, SystemCallException {
    FileCalls calls = host.calls();
    try (Descriptor socket = calls.socket()) {
      for (NetworkInterface each : new HostReader(host.root()).networkInterfaces()) {
        if (each.isUp() && !each.isLoopback()) {
          takeDown(each.name(), socket, calls);
        }
      }
    } catch (SystemCallException e) {
      // A kernel without the Internet protocols has nothing to take down.
      if (!e.failed().isBecauseOf(Errno.EAFNOSUPPORT)) {
        throw e;
      }
    }
  }

  private static void takeDown(String name, Descriptor socket, FileCalls calls)
      throws SystemCallException {
    byte[] request = new byte[IFREQ_SIZE];
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    // The kernel's own names are shorter than this, with a NUL behind them.
    System.arraycopy(bytes, 0, request, 0, Math.min(bytes.length, IFNAMSIZ - 1));
    calls.ioctl(socket, SIOCGIFFLAGS, request);
    ByteBuffer fields = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
    fields.putShort(IFNAMSIZ, (short) (fields.getShort(IFNAMSIZ) & ~IFF_UP));
    calls.ioctl(socket, SIOCSIFFLAGS, request);
  }
}
