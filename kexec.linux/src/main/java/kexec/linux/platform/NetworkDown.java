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
 * Takes network interfaces down, so that no packet is written into memory that is the next kernel's
 * by then.
 */
public final class NetworkDown {

  /** Linux, include/uapi/linux/if.h: struct ifreq of 64-bit architectures. */
  private static final int IFREQ_SIZE = 40;

  private final HostReader reader;
  private final FileCalls calls;

  /**
   * Prepares it.
   *
   * @param root the system whose interfaces are meant
   * @param calls its kernel's
   */
  public NetworkDown(LinuxRoot root, FileCalls calls) {
    this.reader = new HostReader(root);
    this.calls = calls;
  }

  /**
   * Takes down what is up, but for the loopback interface.
   *
   * @throws SystemCallException if the kernel refuses; interfaces may be down already then
   * @throws KexecException if which interfaces there are cannot be read
   */
  public void run() throws KexecException, SystemCallException {
    try (Descriptor socket = calls.socket()) {
      for (NetworkInterface each : reader.networkInterfaces()) {
        if (each.isUp() && !each.isLoopback()) {
          takeDown(each.name(), socket);
        }
      }
    } catch (SystemCallException e) {
      // A kernel without the Internet protocols has nothing to take down.
      if (!e.failed().isBecauseOf(Errno.EAFNOSUPPORT)) {
        throw e;
      }
    }
  }

  private void takeDown(String name, Descriptor socket) throws SystemCallException {
    byte[] request = new byte[IFREQ_SIZE];
    byte[] bytes = ByteText.bytes(name);
    // The kernel's own names are shorter than this, with a NUL behind them.
    System.arraycopy(bytes, 0, request, 0, Math.min(bytes.length, IFNAMSIZ - 1));
    calls.ioctl(socket, SIOCGIFFLAGS, request);
    ByteBuffer fields = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
    fields.putShort(IFNAMSIZ, (short) (fields.getShort(IFNAMSIZ) & ~IFF_UP));
    calls.ioctl(socket, SIOCSIFFLAGS, request);
  }
}
