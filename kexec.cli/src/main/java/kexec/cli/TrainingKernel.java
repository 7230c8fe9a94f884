package kexec.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest files that are kernels to the boot protocols. They boot nothing. */
final class TrainingKernel {

  private static final int ELF_HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int SECTOR = 512;
  private static final int PAGE = 0x1000;
  private static final long ADDRESS = 0x100_0000;

  private TrainingKernel() {}

  /** {@return a bzImage: the fields of Linux's Documentation/arch/x86/boot.rst, and one page} */
  static byte[] bzImage() {
    ByteBuffer file = ByteBuffer.allocate(2 * SECTOR + PAGE).order(ByteOrder.LITTLE_ENDIAN);
    // setup_sects, syssize, boot_flag, jump, header, version
    file.put(0x1f1, (byte) 1).putInt(0x1f4, PAGE / 16).putShort(0x1fe, (short) 0xaa55);
    file.putShort(0x200, (short) 0x6aeb).putInt(0x202, 0x53726448).putShort(0x206, (short) 0x20f);
    // loadflags: LOADED_HIGH; initrd_addr_max, kernel_alignment, relocatable_kernel, min_alignment
    file.put(0x211, (byte) 1).putInt(0x22c, 0x7fff_ffff).putInt(0x230, 0x20_0000);
    file.put(0x234, (byte) 1).put(0x235, (byte) 21);
    // xloadflags: KERNEL_64, CAN_BE_LOADED_ABOVE_4G; cmdline_size, pref_address, init_size
    file.putShort(0x236, (short) 3).putInt(0x238, 2047);
    file.putLong(0x258, ADDRESS).putInt(0x260, PAGE);
    return file.array();
  }

  /** {@return an ELF file with one segment: its headers} */
  static byte[] elf() {
    ByteBuffer file =
        ByteBuffer.allocate(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    // e_type to e_version: ET_EXEC, EM_X86_64, EV_CURRENT
    file.putShort((short) 2).putShort((short) 62).putInt(1);
    // e_entry, e_phoff, e_shoff, e_flags
    file.putLong(ADDRESS).putLong(ELF_HEADER_BYTES).putLong(0).putInt(0);
    file.putShort((short) ELF_HEADER_BYTES).putShort((short) PROGRAM_HEADER_BYTES);
    // e_phnum, e_shentsize, e_shnum, e_shstrndx
    file.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
    // PT_LOAD, readable and executable
    file.putInt(1).putInt(5).putLong(0).putLong(ADDRESS).putLong(ADDRESS);
    file.putLong(file.capacity()).putLong(file.capacity()).putLong(PAGE);
    return file.array();
  }
}
