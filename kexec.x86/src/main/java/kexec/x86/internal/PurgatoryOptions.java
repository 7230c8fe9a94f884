package kexec.x86.internal;

/**
 * How purgatory speaks, and what it does where a segment is damaged.
 *
 * @param serialPort the first I/O port of an 8250 that messages go to; 0 for none
 * @param textScreen whether messages go to a text screen of 80 by 25 characters at 0xb8000
 * @param verbose whether it says something even where every segment is sound
 * @param reset whether a damaged image resets the machine; otherwise it stops
 */
record PurgatoryOptions(int serialPort, boolean textScreen, boolean verbose, boolean reset) {

  /** The last 8 of the 65536 ports. */
  private static final int LAST_8250 = 0x10000 - 8;

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if there is no room for an 8250 there
   */
  PurgatoryOptions {
    if (serialPort < 0 || serialPort > LAST_8250) {
      throw new IllegalArgumentException("no serial port at 0x%x".formatted(serialPort));
    }
  }
}
