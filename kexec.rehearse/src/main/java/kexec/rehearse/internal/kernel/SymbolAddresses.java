package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kexec.base.kernel.Align;

/**
 * The addresses of a kernel's symbols as numbers of 32 bits (kernel/kallsyms.c,
 * kallsyms_sym_address()). They stand behind the names since Linux 6.4, and before them until then.
 *
 * <p>Until Linux 6 they count from a base; there is then an encoding in which the symbols of the
 * variables of each processor are absolute, and the others negative. Since Linux 7 each counts from
 * its own place, or is absolute in a kernel of 32 bits that cannot be moved. The tables have no
 * addresses then, and are aligned to 4 bytes also in a kernel of 64 bits.
 */
final class SymbolAddresses {

  private final ByteBuffer image;
  private final SymbolNames names;
  private final int alignment;
  private final long start;

  private SymbolAddresses(SymbolNames names, int alignment, long start) {
    this.image = names.image();
    this.names = names;
    this.alignment = alignment;
    this.start = start;
  }

  /**
   * {@return the addresses in the order of the names: unsigned, ascending; empty if unknown}
   *
   * @param names the names
   * @param alignment the alignment of each table
   * @param start the physical address at the image's index 0
   */
  static Optional<long[]> of(SymbolNames names, int alignment, long start) {
    return new SymbolAddresses(names, alignment, start).read();
  }

  private Optional<long[]> read() {
    int bytes = (int) Align.up(names.count() * (long) Integer.BYTES, alignment);
    int behind = names.tokens().end();
    int baseBefore = names.start() - 2 * alignment;
    return Stream.<Supplier<Optional<long[]>>>of(
            () -> fromBase(baseBefore - bytes, baseBefore),
            () -> fromBase(behind, behind + bytes),
            () -> fromPlace(behind, Long.BYTES),
            () -> fromPlace(behind, Integer.BYTES),
            () -> absolute(behind))
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<long[]> fromBase(int offsets, int base) {
    if (!isInside(offsets) || base < 0 || base > image.limit() - alignment) {
      return Optional.empty();
    }
    long from =
        alignment == Long.BYTES ? image.getLong(base) : Integer.toUnsignedLong(image.getInt(base));
    return isKernel(from, alignment)
        ? ascending(alignment, i -> from + Integer.toUnsignedLong(number(offsets, i)))
            .or(() -> ascending(alignment, i -> negated(from, number(offsets, i))))
        : Optional.empty();
  }

  private static long negated(long base, int number) {
    return number < 0 ? base - 1 - number : number;
  }

  private Optional<long[]> fromPlace(int offsets, int wordBytes) {
    if (!isInside(offsets) || number(offsets, 0) >= 0) {
      return Optional.empty();
    }
    OptionalLong virtual = EmptyLists.imageOffset(image, offsets, start, wordBytes);
    return virtual.isPresent()
        ? ascending(
            wordBytes,
            i -> virtual.getAsLong() + offsets + (long) i * Integer.BYTES + number(offsets, i))
        : Optional.empty();
  }

  private Optional<long[]> absolute(int offsets) {
    return alignment == Integer.BYTES
            && isInside(offsets)
            && isKernel(number(offsets, 0), Integer.BYTES)
        ? ascending(Integer.BYTES, i -> number(offsets, i))
        : Optional.empty();
  }

  private Optional<long[]> ascending(int wordBytes, IntToLongFunction address) {
    long mask = -1L >>> (Long.SIZE - 8 * wordBytes);
    long[] addresses = new long[names.count()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = address.applyAsLong(i) & mask;
      if (i > 0 && Long.compareUnsigned(addresses[i], addresses[i - 1]) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(addresses);
  }

  /** The kernel has the upper part of the address space; that of 32 bits can be three quarters. */
  private static boolean isKernel(long address, int wordBytes) {
    return wordBytes == Long.BYTES ? address >> 52 == -1 : (address & 0xc000_0000L) != 0;
  }

  private boolean isInside(int offsets) {
    return offsets >= 0 && offsets <= image.limit() - (long) names.count() * Integer.BYTES;
  }

  private int number(int offsets, int i) {
    return image.getInt(offsets + i * Integer.BYTES);
  }
}
