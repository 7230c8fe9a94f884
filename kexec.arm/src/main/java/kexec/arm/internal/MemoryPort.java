package kexec.arm.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import kexec.api.memory.MachineAddress;
import kexec.base.fdt.SerialNode;
import kexec.linux.KernelCommandLine;
import kexec.linux.KernelParameter;

/**
 * A serial port whose registers are in memory, for purgatory's messages.
 *
 * @param kind what it is
 * @param address its first register
 * @param shift the distance of an 8250's registers, as a power of two of bytes
 * @param width the bytes of an access to an 8250's registers: 1, 2 or 4
 */
record MemoryPort(Kind kind, MachineAddress address, int shift, int width) {

  /** What can be written to. */
  enum Kind {
    /** Arm's PrimeCell UART, and what is compatible with its data and flag registers. */
    PL011(1),
    /** The UART of PCs and its descendants. */
    UART8250(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** {@return its value in purgatory's options} */
    int code() {
      return code;
    }
  }

  private static final int HEXADECIMAL = 16;

  /** Above this there is no distance with which all registers lie in a page. */
  private static final int MOST_SHIFT = 9;

  private static final int WORD = 4;

  /** Linux, Documentation/devicetree/bindings/serial/8250.yaml and snps-dw-apb-uart.yaml. */
  private static final Set<String> UART8250_NAMES =
      Set.of("ns8250", "ns16450", "ns16550", "ns16550a", "ns16850", "snps,dw-apb-uart");

  /**
   * Checks that each access would be aligned, because there is no other one to a device.
   *
   * @throws IllegalArgumentException if not, or if the port is at address 0
   */
  MemoryPort {
    if (!isPossible(address.value(), shift, width)) {
      throw new IllegalArgumentException(
          "no serial port at %s with accesses of %s bytes, %s apart"
              .formatted(address, width, 1L << shift));
    }
  }

  private static boolean isPossible(long address, int shift, int width) {
    return List.of(1, 2, WORD).contains(width)
        && shift >= 0
        && shift <= MOST_SHIFT
        && 1 << shift >= width
        && address != 0
        && address % width == 0;
  }

  /** {@return a PL011} */
  static MemoryPort pl011(MachineAddress address) {
    return new MemoryPort(Kind.PL011, address, 2, WORD);
  }

  /**
   * {@return the port of a device tree, if it is of a known kind}
   *
   * @param node what the tree says of it
   */
  static Optional<MemoryPort> of(SerialNode node) {
    if (node.compatible().contains("arm,pl011")) {
      return isPossible(node.address(), 2, WORD)
          ? Optional.of(pl011(new MachineAddress(node.address())))
          : Optional.empty();
    }
    boolean known = node.compatible().stream().anyMatch(UART8250_NAMES::contains);
    boolean sane = node.shift() <= MOST_SHIFT && node.width() <= WORD;
    return known && sane && isPossible(node.address(), (int) node.shift(), (int) node.width())
        ? Optional.of(
            new MemoryPort(
                Kind.UART8250,
                new MachineAddress(node.address()),
                (int) node.shift(),
                (int) node.width()))
        : Optional.empty();
  }

  /**
   * {@return the last port that {@code console=} names by its address, else {@code earlycon=}}
   *
   * @param line the new kernel's
   */
  static Optional<MemoryPort> on(KernelCommandLine line) {
    return last(line, "console").or(() -> last(line, "earlycon"));
  }

  private static Optional<MemoryPort> last(KernelCommandLine line, String name) {
    return line.parameters().stream()
        .filter(parameter -> parameter.isNamed(name))
        .map(KernelParameter::value)
        .flatMap(Optional::stream)
        .flatMap(value -> port(List.of(value.split(",", -1))).stream())
        .reduce((first, second) -> second);
  }

  /**
   * Parses {@code pl011,0x9000000}, {@code uart8250,mmio32,0x9000000} and the like, and ignores
   * what follows (Linux, admin-guide/kernel-parameters.txt, {@code earlycon=}).
   */
  private static Optional<MemoryPort> port(List<String> words) {
    boolean typed = words.size() > 2 && !words.get(1).startsWith("0x");
    String access = typed ? words.get(1) : "mmio";
    int shift =
        switch (access) {
          case "mmio" -> 0;
          case "mmio16" -> 1;
          case "mmio32", "mmio32native" -> 2;
          default -> -1;
        };
    long address = words.size() > 1 ? number(words.get(typed ? 2 : 1)) : 0;
    if (shift < 0) {
      return Optional.empty();
    }
    return switch (words.get(0)) {
      case "pl011" ->
          isPossible(address, 2, WORD)
              ? Optional.of(pl011(new MachineAddress(address)))
              : Optional.empty();
      case "uart", "uart8250" ->
          isPossible(address, shift, 1 << shift)
              ? Optional.of(
                  new MemoryPort(Kind.UART8250, new MachineAddress(address), shift, 1 << shift))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** {@return 0 for what is no number} */
  private static long number(String text) {
    return text.matches("0x[0-9a-fA-F]{1,16}")
        ? Long.parseUnsignedLong(text, 2, text.length(), HEXADECIMAL)
        : 0;
  }
}
