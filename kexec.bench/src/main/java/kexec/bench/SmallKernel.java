package kexec.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The smallest file that is a bzImage to the boot protocol, so that nothing but the planning itself
 * takes time. It boots nothing.
 */
final class SmallKernel {

  private static final int SECTOR = 512;
  private static final int PAGE = 0x1000;

  private SmallKernel() {}

  /** Writes the fields of Linux's Documentation/arch/x86/boot.rst, and one page. */
  static Path write(Path directory) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(2 * SECTOR + PAGE).order(ByteOrder.LITTLE_ENDIAN);
    // setup_sects, syssize, boot_flag, jump, header, version
    file.put(0x1f1, (byte) 1).putInt(0x1f4, PAGE / 16).putShort(0x1fe, (short) 0xaa55);
    file.putShort(0x200, (short) 0x6aeb).putInt(0x202, 0x5372_6448).putShort(0x206, (short) 0x20f);
    // loadflags: LOADED_HIGH; initrd_addr_max, kernel_alignment, relocatable_kernel, min_alignment
    file.put(0x211, (byte) 1).putInt(0x22c, 0x7fff_ffff).putInt(0x230, 0x20_0000);
    file.put(0x234, (byte) 1).put(0x235, (byte) 21);
    // xloadflags: KERNEL_64, CAN_BE_LOADED_ABOVE_4G; cmdline_size, pref_address, init_size
    file.putShort(0x236, (short) 3).putInt(0x238, 2047);
    file.putLong(0x258, 0x100_0000).putInt(0x260, PAGE);
    return Files.write(directory.resolve("vmlinuz"), file.array());
  }
}
