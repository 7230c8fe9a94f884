package kexec.linux.sys;

import java.util.Optional;

/**
 * How a process of some architecture calls Linux: the width of a word, and the name that kexec has
 * for the architecture.
 */
public enum LinuxAbi {
  /** 64-bit x86. */
  X86_64(8, 62),
  /** 64-bit ARM. */
  ARM64(8, 183),
  /** 32-bit ARM, EABI. */
  ARM(4, 40),
  /** 32-bit x86, also as a process of a 64-bit kernel. */
  I386(4, 3);

  private final int wordBytes;
  private final int kexecArch;

  LinuxAbi(int wordBytes, int kexecArch) {
    this.wordBytes = wordBytes;
    this.kexecArch = kexecArch;
  }

  /**
   * Returns the interface of a Java virtual machine.
   *
   * @param osArch the value of its system property {@code os.arch}
   * @return the interface, or nothing where this package does not know it
   */
  public static Optional<LinuxAbi> ofJava(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> Optional.of(X86_64);
      case "aarch64", "arm64" -> Optional.of(ARM64);
      case "arm" -> Optional.of(ARM);
      case "x86", "i386", "i486", "i586", "i686" -> Optional.of(I386);
      default -> Optional.empty();
    };
  }

  /**
   * Returns the width of a register, an address, a C {@code long} and a {@code size_t}.
   *
   * @return bytes, 4 or 8
   */
  public int wordBytes() {
    return wordBytes;
  }

  /**
   * Returns the ELF machine number of the architecture, as {@code KEXEC_ARCH_*} in Linux's
   * include/uapi/linux/kexec.h has it.
   *
   * @return the number, shifted to where it stands in the flags of {@code kexec_load}
   */
  public long kexecArchFlag() {
    return (long) kexecArch << 16;
  }

  /**
   * Returns the size of {@code struct kexec_segment}: four words.
   *
   * @return bytes
   */
  public int kexecSegmentBytes() {
    return 4 * wordBytes;
  }
}
