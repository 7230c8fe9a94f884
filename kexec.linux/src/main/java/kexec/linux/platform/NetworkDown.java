package kexec.linux.platform;

import static kexec.linux.sys.LinuxNumbers.IFF_UP;
import static kexec.linux.sys.LinuxNumbers.IFNAMSIZ;
import static kexec.linux.sys.LinuxNumbers.SIOCGIFFLAGS;
import static kexec.linux.sys.LinuxNumbers.SIOCSIFFLAGS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.fault.KexecException;
import kexec.api.text.ByteText;
import kexec.linux.LinuxRoot;
import kexec.linux.host.HostReader;
import kexec.linux.host.NetworkInterface;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FileCalls;
import kexec.linux.sys.SystemCallException;

/**
 * Takes network interfaces down, so that no device writes a packet into memory that the next kernel
 * owns by then.
 */
public final class NetworkDown {

  /** Linux, include/uapi/linux/if.h: struct ifreq of 64-bit architectures. */
  private static final int IFREQ_SIZE = 40;

  private final HostReader reader;
  private final FileCalls calls;

  /**
   * Creates the action.
   *
   * @param root the system whose interfaces to take down
   * @param calls the calls of its kernel
   */
  public NetworkDown(LinuxRoot root, FileCalls calls) {
    this.reader = new HostReader(root);
    this.calls = calls;
  }

  /**
   * Takes down every interface that is up, except loopback.
   *
   * @throws SystemCallException if the kernel refuses; some interfaces may already be down
   * @throws KexecException if the list of interfaces cannot be read
   */
  public void run() throws KexecException, SystemCallException {
    try (Descriptor socket = calls.socket()) {
      for (NetworkInterface each : reader.networkInterfaces()) {
        if (each.isUp() && !each.isLoopback()) {
          takeDown(each.name(), socket);
        }
      }
    } catch (SystemCallException e) {
      // A kernel without Internet protocols has no interface to take down.
      if (!e.failed().isBecauseOf(Errno.EAFNOSUPPORT)) {
        throw e;
      }
    }
  }

  private void takeDown(String name, Descriptor socket) throws SystemCallException {
    byte[] request = new byte[IFREQ_SIZE];
    byte[] bytes = ByteText.bytes(name);
    // The kernel's own names are shorter than this and end with a NUL.
    System.arraycopy(bytes, 0, request, 0, Math.min(bytes.length, IFNAMSIZ - 1));
    calls.ioctl(socket, SIOCGIFFLAGS, request);
    ByteBuffer fields = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
    fields.putShort(IFNAMSIZ, (short) (fields.getShort(IFNAMSIZ) & ~IFF_UP));
    calls.ioctl(socket, SIOCSIFFLAGS, request);
  }
}
