package kexec.x86.internal;

import java.nio.ByteBuffer;
import kexec.api.plan.EntryCheck;
import kexec.base.purgatory.Purgatory;
import kexec.linux.KernelCommandLine;

/**
 * Purgatory's output, and its reaction to a damaged segment.
 *
 * @param serialPort the first I/O port of the 8250 for messages; 0 for none
 * @param textScreen whether messages go to a text screen of 80 by 25 characters at 0xb8000
 * @param verbose whether it prints anything if every segment is intact
 * @param reset whether a damaged image resets the machine; otherwise it stops
 */
record PurgatoryOptions(int serialPort, boolean textScreen, boolean verbose, boolean reset)
    implements Purgatory.Options {

  /** The name of purgatory's resource beside this class. */
  static final String RESOURCE = "purgatory.bin";

  /** The last 8 of the 65536 ports. */
  private static final int LAST_8250 = 0x10000 - 8;

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if there is no room for an 8250 at the port
   */
  PurgatoryOptions {
    if (serialPort != 0 && !isPort(serialPort)) {
      throw new IllegalArgumentException("no serial port at 0x%x".formatted(serialPort));
    }
  }

  /** {@return whether an 8250 may be there} */
  static boolean isPort(int port) {
    return port > 0 && port <= LAST_8250;
  }

  /**
   * {@return the options that a kernel's command line asks for}
   *
   * @param line the new kernel's
   * @param handOver what the running system passes to the next one
   * @param check the reaction to a damaged segment; one that checks
   */
  static PurgatoryOptions of(String line, HandOver handOver, EntryCheck check) {
    KernelCommandLine words = KernelCommandLine.parse(line);
    // The kernel's own parameter for more console output.
    boolean verbose = words.parameters().stream().anyMatch(word -> word.word().equals("debug"));
    return new PurgatoryOptions(
        PurgatoryConsole.serialPort(words),
        PurgatoryConsole.hasTextScreen(handOver),
        verbose,
        check == EntryCheck.RESET);
  }

  /** {@code struct options} of {@code src/main/purgatory/options.h}. */
  @Override
  public void put(ByteBuffer fields) {
    fields.putShort((short) serialPort).put((byte) (textScreen ? 1 : 0));
  }
}
