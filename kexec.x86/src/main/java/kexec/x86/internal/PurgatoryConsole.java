package kexec.x86.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import kexec.linux.KernelCommandLine;
import kexec.linux.KernelParameter;

/**
 * Where purgatory's messages appear: on the serial port named by the new kernel's command line, and
 * on the running system's text screen.
 */
final class PurgatoryConsole {

  /** The I/O ports of a PC's serial ports, by {@code ttyS} number. */
  private static final List<Integer> PORTS = List.of(0x3f8, 0x2f8, 0x3e8, 0x2e8);

  private static final String TTY = "ttyS";
  private static final int HEXADECIMAL = 16;

  /** Fields of screen_info (Linux, include/uapi/linux/screen_info.h) in boot_params. */
  private static final int ORIG_VIDEO_COLS = 0x07;

  private static final int ORIG_VIDEO_LINES = 0x0e;
  private static final int ORIG_VIDEO_IS_VGA = 0x0f;

  /** The values that Linux's real-mode code sets for a VGA in text mode, and VIDEO_TYPE_VGAC. */
  private static final List<Integer> TEXT_MODES = List.of(1, 0x22);

  private static final int COLUMNS = 80;
  private static final int LINES = 25;

  private PurgatoryConsole() {}

  /**
   * {@return the serial port: that of the last {@code console=} that names one, else of {@code
   * earlycon=}, else of {@code earlyprintk=}, else COM1}
   */
  static int serialPort(KernelCommandLine line) {
    return Stream.of("console", "earlycon", "earlyprintk")
        .flatMap(name -> last(line, name).stream())
        .findFirst()
        .orElse(PORTS.get(0));
  }

  private static Optional<Integer> last(KernelCommandLine line, String name) {
    return line.parameters().stream()
        .filter(parameter -> parameter.isNamed(name))
        .map(KernelParameter::value)
        .flatMap(Optional::stream)
        .flatMap(value -> port(List.of(value.split(",", -1))).stream().boxed())
        .reduce((first, second) -> second);
  }

  /**
   * Parses {@code ttyS0}, {@code uart8250,io,0x3f8}, {@code serial}, {@code serial,ttyS0} and
   * {@code serial,0x3f8}, and ignores what follows (Linux, admin-guide/kernel-parameters.txt).
   */
  private static OptionalInt port(List<String> words) {
    String first = words.get(0);
    String second = words.size() > 1 ? words.get(1) : "";
    return switch (first) {
      case "serial" -> second.isEmpty() ? OptionalInt.of(PORTS.get(0)) : portNamed(second);
      case "uart", "uart8250" ->
          second.equals("io") && words.size() > 2 ? number(words.get(2)) : OptionalInt.empty();
      default -> first.startsWith(TTY) ? portNamed(first) : OptionalInt.empty();
    };
  }

  private static OptionalInt portNamed(String word) {
    return word.startsWith(TTY)
        ? PORTS.stream()
            .filter(port -> word.equals(TTY + PORTS.indexOf(port)))
            .mapToInt(Integer::intValue)
            .findFirst()
        : number(word);
  }

  private static OptionalInt number(String text) {
    if (!text.matches("0x[0-9a-fA-F]{1,4}")) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(text, 2, text.length(), HEXADECIMAL);
    return PurgatoryOptions.isPort(port) ? OptionalInt.of(port) : OptionalInt.empty();
  }

  /** {@return whether the running system was started with a text screen of 80 by 25 characters} */
  static boolean hasTextScreen(HandOver handOver) {
    return TEXT_MODES.contains(Byte.toUnsignedInt(handOver.old().get(ORIG_VIDEO_IS_VGA)))
        && handOver.old().get(ORIG_VIDEO_COLS) == COLUMNS
        && handOver.old().get(ORIG_VIDEO_LINES) == LINES;
  }
}
