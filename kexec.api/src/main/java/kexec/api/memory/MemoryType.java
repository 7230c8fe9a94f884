package kexec.api.memory;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a piece of the machine's address space is used for, as its firmware tells: the number of an
 * address range type (ACPI specification 6.5, table 15.4 "Address Range Types"; Linux,
 * arch/x86/include/asm/e820/types.h for those that it adds).
 *
 * <p>The types that mean something to this program are constants. Any other number is memory that
 * nothing here uses, and that the next kernel is told of by the same number.
 *
 * @param number 32 bits, unsigned
 */
public record MemoryType(int number) {

  /** Memory that a kernel may use. */
  public static final MemoryType RAM = new MemoryType(1);

  /** Memory or registers that no kernel may use. */
  public static final MemoryType RESERVED = new MemoryType(2);

  /** ACPI tables, which a kernel may use as memory once it has read them. */
  public static final MemoryType ACPI = new MemoryType(3);

  /** ACPI non-volatile storage, which must stay as it is. */
  public static final MemoryType NVS = new MemoryType(4);

  /** Memory that was found to be broken. */
  public static final MemoryType UNUSABLE = new MemoryType(5);

  /** Persistent memory. */
  public static final MemoryType PMEM = new MemoryType(7);

  /** Persistent memory as firmware told of it before ACPI 6.0 had a number for it. */
  public static final MemoryType PRAM = new MemoryType(12);

  /**
   * Memory for special purposes, which EFI tells of by an attribute ({@code EFI_MEMORY_SP}) and
   * Linux, for which there is no number in ACPI, by one of its own. A kernel that does not know it
   * leaves the memory alone, as it does with every number that it does not know.
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
   * Returns the type of some name.
   *
   * @param label the name that texts and JSON documents use
   * @return the type, or nothing where no type has this name
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
   * Returns the name that texts and JSON documents use.
   *
   * @return a name in lower case, or for a number without one {@code type 20}
   */
  public String label() {
    return LABELS.stream()
        .filter(named -> named.type().equals(this))
        .map(Named::label)
        .findFirst()
        .orElseGet(this::toString);
  }

  @Override
  public String toString() {
    return "type " + Integer.toUnsignedString(number);
  }
}
