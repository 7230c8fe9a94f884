package kexec.x86.internal;

import kexec.api.plan.EntryCheck;
import kexec.linux.KernelCommandLine;

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
    if (serialPort != 0 && !isPort(serialPort)) {
      throw new IllegalArgumentException("no serial port at 0x%x".formatted(serialPort));
    }
  }

  /** Tells whether an 8250 may be there. */
  static boolean isPort(int port) {
    return port > 0 && port <= LAST_8250;
  }

  /**
   * Returns what a kernel's command line asks for.
   *
   * @param line the new kernel's
   * @param handOver what the running system hands on
   * @param check what is done where a segment is damaged; one that checks
   */
  static PurgatoryOptions of(String line, HandOver handOver, EntryCheck check) {
    KernelCommandLine words = KernelCommandLine.parse(line);
    // The kernel's own word for telling more on the console.
    boolean verbose = words.parameters().stream().anyMatch(word -> word.word().equals("debug"));
    return new PurgatoryOptions(
        PurgatoryConsole.serialPort(words),
        PurgatoryConsole.hasTextScreen(handOver),
        verbose,
        check == EntryCheck.RESET);
  }
}
