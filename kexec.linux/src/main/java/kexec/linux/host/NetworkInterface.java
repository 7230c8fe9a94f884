package kexec.linux.host;

import kexec.api.fault.BadFileException;
import kexec.linux.internal.Numbers;

/**
 * A network interface.
 *
 * @param name its name
 * @param flags its {@code IFF_*} flags (Linux, include/uapi/linux/if.h)
 */
public record NetworkInterface(String name, long flags) {

  private static final long IFF_UP = 0x1;
  private static final long IFF_LOOPBACK = 0x8;

  /**
   * Understands {@code /sys/class/net/NAME/flags}.
   *
   * @param source where the text comes from
   * @param name the interface's name
   * @param flags the text: a hexadecimal number
   * @return the interface
   * @throws BadFileException if it is another text
   */
  public static NetworkInterface parse(String source, String name, String flags)
      throws BadFileException {
    return new NetworkInterface(name, Numbers.hex(source, flags));
  }

  /**
   * Tells whether it is up.
   *
   * @return whether it can send and receive
   */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /**
   * Tells whether it leads nowhere but to this machine itself.
   *
   * @return whether it does
   */
  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }
}
