package kexec.baremetal.internal.diagnosis;

import java.nio.ByteBuffer;

/**
 * ENOEXEC: the kernel's own loader takes no file of this kind (Linux,
 * arch/x86/kernel/kexec-bzimage64.c, bzImage64_probe()).
 */
final class FormatCauses {

  // Linux, Documentation/arch/x86/boot.rst
  private static final int BOOT_FLAG = 0x1fe;
  private static final int HEADER = 0x202;
  private static final int HDRS = 0x53726448;
  private static final int VERSION = 0x206;
  private static final int VERSION_2_12 = 0x20c;
  private static final int HEADER_END = 0x268;

  private static final int GZIP = 0x8b1f;
  private static final int ELF = 0x464c457f;

  private FormatCauses() {}

  static Verdict of(Incident incident) {
    String why =
        incident.kernel().map(FormatCauses::reason).orElse("the kernel is in no format it knows");
    return new Verdict(
        Refusal.BAD_FILE,
        "kernel-format",
        why,
        "Name a bzImage for x86_64, as distributions have it in /boot/vmlinuz"
            + (incident.facts().policy().forbidsSegments().isPresent()
                ? "."
                : ", or load the segments."));
  }

  private static String reason(HandedFile kernel) {
    ByteBuffer head = kernel.head();
    if (head.capacity() < HEADER_END) {
      return "%s has %d bytes, which is too short for a kernel"
          .formatted(kernel.name(), kernel.size());
    }
    if (head.getInt(HEADER) == HDRS && Short.toUnsignedInt(head.getShort(BOOT_FLAG)) == 0xaa55) {
      int version = Short.toUnsignedInt(head.getShort(VERSION));
      return version < VERSION_2_12
          ? "%s has version %d.%d of the boot protocol, and 2.12 is needed"
              .formatted(kernel.name(), version >>> 8, version & 0xff)
          : kernel.name() + " is a bzImage that has no 64-bit entry, or may not be loaded high";
    }
    if (head.getInt(0) == ELF) {
      return kernel.name() + " is an ELF file, and kexec_file_load on x86_64 takes bzImages only";
    }
    if (Short.toUnsignedInt(head.getShort(0)) == GZIP) {
      return kernel.name() + " is compressed as a whole, and kexec_file_load unpacks nothing";
    }
    return kernel.name() + " is no bzImage: its setup header is missing";
  }
}
