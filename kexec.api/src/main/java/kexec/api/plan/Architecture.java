package kexec.api.plan;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A processor architecture in the state in which a kernel is entered. The constants are the
 * architectures that this project knows; a boot protocol or a machine may define others.
 *
 * @param label the name used in service properties, texts and JSON documents: lower-case letters,
 *     digits and underscores
 * @param elfMachine the number of the architecture in ELF files (System V gABI, {@code e_machine}),
 *     which the kexec system calls use too; 16 bits, 0 if unknown
 * @param is64Bit whether addresses have 64 bits rather than 32
 */
public record Architecture(String label, int elfMachine, boolean is64Bit) {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]{1,32}");

  /** 64-bit x86. */
  public static final Architecture X86_64 = new Architecture("x86_64", 62, true);

  /** 32-bit x86. */
  public static final Architecture I386 = new Architecture("i386", 3, false);

  /** 64-bit ARM. */
  public static final Architecture ARM64 = new Architecture("arm64", 183, true);

  /** 32-bit ARM. */
  public static final Architecture ARM = new Architecture("arm", 40, false);

  /** All constants. */
  public static final List<Architecture> KNOWN = List.of(X86_64, I386, ARM64, ARM);

  /**
   * Checks the label and the number.
   *
   * @throws IllegalArgumentException if the label contains other characters or more than 32, or the
   *     number has more than 16 bits
   */
  public Architecture {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("an architecture's label has other characters: " + label);
    }
    if (elfMachine < 0 || elfMachine > 0xffff) {
      throw new IllegalArgumentException("an e_machine of " + elfMachine);
    }
  }

  /**
   * {@return the architecture with a persisted label: one of the constants, or an architecture of
   * which only the label is known}
   *
   * @param label the label
   * @throws IllegalArgumentException if it is not a valid label
   */
  public static Architecture labelled(String label) {
    return KNOWN.stream()
        .filter(known -> known.label.equals(label))
        .findFirst()
        .orElseGet(() -> new Architecture(label, 0, true));
  }
}
