package kexec.linux.sys;

import java.util.Optional;

/**
 * How a process of an architecture calls Linux: the word size, and kexec's number for the
 * architecture.
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
   * {@return the ABI of a Java virtual machine, or empty if it is not supported}
   *
   * @param osArch the value of its system property {@code os.arch}
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
   * {@return the size of a register, an address, a C {@code long} and a {@code size_t} in bytes, 4
   * or 8}
   */
  public int wordBytes() {
    return wordBytes;
  }

  /**
   * {@return the ELF machine number of the architecture ({@code KEXEC_ARCH_*} in Linux's
   * include/uapi/linux/kexec.h), shifted to its position in the flags of {@code kexec_load}}
   */
  public long kexecArchFlag() {
    return (long) kexecArch << 16;
  }

  /** {@return the size of {@code struct kexec_segment} in bytes: four words} */
  public int kexecSegmentBytes() {
    return 4 * wordBytes;
  }
}
