package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The fields of the setup header, by their names, offsets and widths in Linux's
 * Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header". They have the same offsets in the
 * kernel file and in {@code struct boot_params}. All are little-endian and unsigned.
 */
enum SetupField {
  SETUP_SECTS(0x1f1, 1),
  ROOT_FLAGS(0x1f2, 2),
  SYSSIZE(0x1f4, 4),
  VID_MODE(0x1fa, 2),
  ROOT_DEV(0x1fc, 2),
  BOOT_FLAG(0x1fe, 2),
  JUMP(0x200, 2),
  HEADER(0x202, 4),
  VERSION(0x206, 2),
  KERNEL_VERSION(0x20e, 2),
  TYPE_OF_LOADER(0x210, 1),
  LOADFLAGS(0x211, 1),
  CODE32_START(0x214, 4),
  RAMDISK_IMAGE(0x218, 4),
  RAMDISK_SIZE(0x21c, 4),
  CMD_LINE_PTR(0x228, 4),
  INITRD_ADDR_MAX(0x22c, 4),
  KERNEL_ALIGNMENT(0x230, 4),
  RELOCATABLE_KERNEL(0x234, 1),
  MIN_ALIGNMENT(0x235, 1),
  XLOADFLAGS(0x236, 2),
  CMDLINE_SIZE(0x238, 4),
  HARDWARE_SUBARCH(0x23c, 4),
  PAYLOAD_OFFSET(0x248, 4),
  PAYLOAD_LENGTH(0x24c, 4),
  SETUP_DATA(0x250, 8),
  PREF_ADDRESS(0x258, 8),
  INIT_SIZE(0x260, 4),
  HANDOVER_OFFSET(0x264, 4);

  private final int offset;
  private final int width;

  SetupField(int offset, int width) {
    this.offset = offset;
    this.width = width;
  }

  /** {@return the field's name in the specification} */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the field's value, unsigned}
   *
   * @param from little-endian, with the file or {@code boot_params} from its first byte on
   */
  long get(ByteBuffer from) {
    return switch (width) {
      case 1 -> Byte.toUnsignedLong(from.get(offset));
      case 2 -> Short.toUnsignedLong(from.getShort(offset));
      case 4 -> Integer.toUnsignedLong(from.getInt(offset));
      default -> from.getLong(offset);
    };
  }

  /**
   * Writes the field.
   *
   * @param to little-endian, with {@code boot_params} from its first byte on
   * @param value truncated to the width of the field
   */
  void put(ByteBuffer to, long value) {
    switch (width) {
      case 1 -> to.put(offset, (byte) value);
      case 2 -> to.putShort(offset, (short) value);
      case 4 -> to.putInt(offset, (int) value);
      default -> to.putLong(offset, value);
    }
  }
}
