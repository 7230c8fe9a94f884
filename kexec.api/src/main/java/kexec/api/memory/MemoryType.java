package kexec.api.memory;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The use of a piece of the machine's address space, as the firmware reports it: the number of an
 * address range type (ACPI specification 6.5, table 15.4 "Address Range Types"; Linux,
 * arch/x86/include/asm/e820/types.h for the types that Linux adds).
 *
 * <p>The types that this program interprets are constants. Memory with any other number is not used
 * here; it is reported to the next kernel with the same number.
 *
 * @param number 32 bits, unsigned
 */
public record MemoryType(int number) {

  /** Memory that a kernel may use. */
  public static final MemoryType RAM = new MemoryType(1);

  /** Memory or registers that no kernel may use. */
  public static final MemoryType RESERVED = new MemoryType(2);

  /** ACPI tables, which a kernel may use as memory after reading them. */
  public static final MemoryType ACPI = new MemoryType(3);

  /** ACPI non-volatile storage, which must be preserved. */
  public static final MemoryType NVS = new MemoryType(4);

  /** Memory that was found to be defective. */
  public static final MemoryType UNUSABLE = new MemoryType(5);

  /** Persistent memory. */
  public static final MemoryType PMEM = new MemoryType(7);

  /** Persistent memory as firmware reported it before ACPI 6.0 defined a number for it. */
  public static final MemoryType PRAM = new MemoryType(12);

  /**
   * Special-purpose memory. EFI reports it with an attribute ({@code EFI_MEMORY_SP}). ACPI has no
   * number for it, so Linux uses one of its own. A kernel that does not know this number leaves the
   * memory alone, as with every unknown number.
   */
  public static final MemoryType SOFT_RESERVED = new MemoryType(0xefffffff);

  private record Named(MemoryType type, String label) {}

  private static final List<Named> LABELS =
      List.of(
          new Named(RAM, "ram"),
          new Named(RESERVED, "reserved"),
          new Named(ACPI, "acpi"),
          new Named(NVS, "nvs"),
          new Named(UNUSABLE, "unusable"),
          new Named(PMEM, "pmem"),
          new Named(PRAM, "pram"),
          new Named(SOFT_RESERVED, "soft-reserved"));

  private static final Pattern NUMBERED = Pattern.compile("type (\\d{1,10})");

  /**
   * {@return the type with a name, or empty if no type has this name}
   *
   * @param label the name used in texts and JSON documents
   */
  public static Optional<MemoryType> labelled(String label) {
    Matcher numbered = NUMBERED.matcher(label);
    if (numbered.matches()) {
      long number = Long.parseLong(numbered.group(1));
      return number >>> Integer.SIZE == 0
          ? Optional.of(new MemoryType((int) number))
          : Optional.empty();
    }
    return LABELS.stream()
        .filter(named -> named.label().equals(label))
        .map(Named::type)
        .findFirst();
  }

  /**
   * {@return the name used in texts and JSON documents: lower case, or for a number without a name,
   * for example {@code type 20}}
   */
  public String label() {
    return LABELS.stream()
        .filter(named -> named.type().equals(this))
        .map(Named::label)
        .findFirst()
        .orElseGet(this::toString);
  }

  // Written out, because the generated ones are linked at their first use, which takes a process
  // some milliseconds, and every memory map compares types.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemoryType type && type.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return "type " + Integer.toUnsignedString(number);
  }
}
