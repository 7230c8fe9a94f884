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
   * Parses {@code /sys/class/net/NAME/flags}.
   *
   * @param source where the text comes from
   * @param name the interface's name
   * @param flags the text: a hexadecimal number
   * @return the interface
   * @throws BadFileException if the text is malformed
   */
  public static NetworkInterface parse(String source, String name, String flags)
      throws BadFileException {
    return new NetworkInterface(name, Numbers.hex(source, flags));
  }

  /** {@return whether it is up: can send and receive} */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /** {@return whether it is the loopback interface} */
  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }
}
