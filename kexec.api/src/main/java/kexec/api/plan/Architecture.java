package kexec.api.plan;

import java.util.Arrays;
import java.util.Optional;

/** A processor architecture, in the state in which a kernel is entered. */
public enum Architecture {
  /** 64-bit x86. */
  X86_64("x86_64", 62, true),
  /** 32-bit x86. */
  I386("i386", 3, false),
  /** 64-bit ARM. */
  ARM64("arm64", 183, true),
  /** 32-bit ARM. */
  ARM("arm", 40, false);

  private final String label;
  private final int elfMachine;
  private final boolean wide;

  Architecture(String label, int elfMachine, boolean wide) {
    this.label = label;
    this.elfMachine = elfMachine;
    this.wide = wide;
  }

  /**
   * Returns the name that service properties, texts and JSON documents use.
   *
   * @return the name in lower case
   */
  public String label() {
    return label;
  }

  /**
   * Returns the number by which ELF files name this architecture (System V gABI, {@code
   * e_machine}).
   *
   * @return the number, which the kexec system calls use too
   */
  public int elfMachine() {
    return elfMachine;
  }

  /**
   * Tells whether addresses have 64 bits.
   *
   * @return false where they have 32
   */
  public boolean is64Bit() {
    return wide;
  }

  /**
   * Finds an architecture by its name.
   *
   * @param label the name in lower case
   * @return the architecture, or nothing where none has the name
   */
  public static Optional<Architecture> named(String label) {
    return Arrays.stream(values()).filter(a -> a.label.equals(label)).findFirst();
  }
}
