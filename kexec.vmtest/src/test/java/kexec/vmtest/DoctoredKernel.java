package kexec.vmtest;

import java.util.HexFormat;

/** A bzImage whose entry of 64 bits has other instructions than the kernel's own. */
final class DoctoredKernel {

  /** The number of sectors of the setup code (Linux, Documentation/arch/x86/boot.rst). */
  private static final int SETUP_SECTORS = 0x1f1;

  /** The entry of 64 bits from the beginning of the protected-mode code (the same). */
  private static final int ENTRY_64 = 0x200;

  private DoctoredKernel() {}

  static byte[] withCode(byte[] kernel, String hexadecimal) {
    byte[] code = HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    byte[] doctored = kernel.clone();
    System.arraycopy(code, 0, doctored, entry(kernel), code.length);
    return doctored;
  }

  /** In the middle of what is packed. */
  static byte[] withFlippedBit(byte[] kernel) {
    byte[] doctored = kernel.clone();
    doctored[kernel.length / 2] ^= 1;
    return doctored;
  }

  /** Where the protected-mode code begins. */
  static int protectedMode(byte[] kernel) {
    return (kernel[SETUP_SECTORS] + 1) * 512;
  }

  private static int entry(byte[] kernel) {
    return protectedMode(kernel) + ENTRY_64;
  }
}
