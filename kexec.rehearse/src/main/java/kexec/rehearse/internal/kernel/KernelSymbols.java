package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.text.Printable;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * The symbols of a running Linux kernel, from the tables that it has in its own memory
 * (CONFIG_KALLSYMS): so the addresses are those where it runs, however it was moved. Symbols of
 * modules are not among them. Immutable.
 */
public final class KernelSymbols {

  private static final int MOST_BEFORE = 32 << 20;
  private static final int LEAST_BEFORE = 64 << 10;
  private static final int BEHIND = 32 << 20;
  private static final int PAGE = 4096;
  private static final long LONGEST_FUNCTION = 1 << 20;

  private final SymbolNames names;
  private final long[] addresses;

  private KernelSymbols(SymbolNames names, long[] addresses) {
    this.names = names;
    this.addresses = addresses;
  }

  /**
   * Searches a guest's RAM for the symbols of its kernel.
   *
   * @param memory the guest's RAM
   * @return the symbols; empty if there is no kernel, or none whose tables are known: those since
   *     Linux 5.0, but not of a kernel without CONFIG_KALLSYMS_BASE_RELATIVE
   */
  public static Optional<KernelSymbols> find(GuestMemory memory) {
    List<KernelSymbols> found = new ArrayList<>(1);
    WordScan.search(
        memory,
        TokenTable::mayBeDigits,
        at -> {
          around(memory, at.value()).ifPresent(found::add);
          return found.isEmpty();
        });
    return found.stream().findFirst();
  }

  private static Optional<KernelSymbols> around(GuestMemory memory, long digits) {
    if (isTable(memory, digits)) {
      for (int before = MOST_BEFORE; before >= LEAST_BEFORE; before /= 2) {
        long start = digits / PAGE * PAGE - before;
        ByteBuffer image = start < 0 ? empty() : image(memory, start, before + BEHIND);
        if (image.limit() > digits - start) {
          return parse(image, start, (int) (digits - start));
        }
      }
    }
    return Optional.empty();
  }

  /** A table and its index are small, so that most other digits cost little. */
  private static boolean isTable(GuestMemory memory, long digits) {
    long start = Math.max(0, digits / PAGE * PAGE - 2 * PAGE);
    ByteBuffer piece = image(memory, start, 6 * PAGE);
    int near = (int) (digits - start);
    return TokenTable.around(piece, near, Long.BYTES).isPresent()
        || TokenTable.around(piece, near, Integer.BYTES).isPresent();
  }

  private static ByteBuffer empty() {
    return ByteBuffer.allocate(0);
  }

  private static ByteBuffer image(GuestMemory memory, long start, int length) {
    return memory.read(new MachineAddress(start), length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Optional<KernelSymbols> parse(ByteBuffer image, long start, int digits) {
    return parse(image, start, digits, Long.BYTES)
        .or(() -> parse(image, start, digits, Integer.BYTES));
  }

  private static Optional<KernelSymbols> parse(
      ByteBuffer image, long start, int digits, int alignment) {
    return TokenTable.around(image, digits, alignment)
        .flatMap(tokens -> SymbolNames.before(image, tokens, alignment))
        .flatMap(
            names ->
                SymbolAddresses.of(names, alignment, start)
                    .flatMap(
                        addresses ->
                            names
                                .copied(alignment)
                                .map(copy -> new KernelSymbols(copy, addresses))));
  }

  /** {@return how many symbols there are} */
  public int size() {
    return addresses.length;
  }

  /**
   * {@return the symbol at or before an address and the distance from it, as in {@code
   * start_kernel+0x1f}; empty if the address is not in the kernel's image}
   *
   * @param address a virtual address, unsigned; of 32 bits without a sign
   */
  public Optional<String> at(long address) {
    int at = lastAtOrBelow(address);
    if (at < 0 || Long.compareUnsigned(address - addresses[at], LONGEST_FUNCTION) >= 0) {
      return Optional.empty();
    }
    int first = at;
    while (first > 0 && addresses[first - 1] == addresses[at]) {
      first--;
    }
    return Optional.of(
        "%s+0x%x".formatted(Printable.of(names.name(first)), address - addresses[at]));
  }

  private int lastAtOrBelow(long address) {
    int low = 0;
    int high = addresses.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(address, addresses[middle]) < 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }
}
