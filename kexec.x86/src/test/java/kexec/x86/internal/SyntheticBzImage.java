package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A bzImage of 8 KiB with the header values of Debian's 6.1 kernel and matching sizes. It uses the
 * offsets of Documentation/arch/x86/boot.rst as plain numbers, so that a wrong offset in the code
 * is detected.
 */
public final class SyntheticBzImage {

  /** One sector of boot code, three of setup code. */
  static final int PAYLOAD_START = 4 * 512;

  static final int SIZE = 8192;
  static final String VERSION = "6.1.0-test (somebody@somewhere) #1 SMP";

  private final ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

  /** Creates a valid kernel. */
  public SyntheticBzImage() {
    for (int at = PAYLOAD_START; at < SIZE; at++) {
      file.put(at, (byte) (at * 31 + 7));
    }
    u8(0x1f1, 3);
    u32(0x1f4, (SIZE - PAYLOAD_START) / 16);
    u16(0x1fa, 0xffff);
    u16(0x1fe, 0xaa55);
    u16(0x200, 0x6aeb);
    u32(0x202, 0x53726448);
    u16(0x206, 0x20f);
    u16(0x20e, 0x300);
    file.put(0x500, (VERSION + "\0").getBytes(StandardCharsets.US_ASCII));
    u8(0x211, 0x81);
    u32(0x214, 0x100000);
    u32(0x22c, 0x7fffffff);
    u32(0x230, 0x200000);
    u8(0x234, 1);
    u8(0x235, 0x15);
    u16(0x236, 0x7f);
    u32(0x238, 2047);
    u32(0x248, 0x2c);
    u32(0x24c, 0x1000);
    u64(0x258, 0x1000000);
    u32(0x260, 0x400000);
  }

  public SyntheticBzImage u8(int offset, int value) {
    file.put(offset, (byte) value);
    return this;
  }

  SyntheticBzImage u16(int offset, int value) {
    file.putShort(offset, (short) value);
    return this;
  }

  SyntheticBzImage u32(int offset, long value) {
    file.putInt(offset, (int) value);
    return this;
  }

  SyntheticBzImage u64(int offset, long value) {
    file.putLong(offset, value);
    return this;
  }

  /** Returns the file's content. */
  public byte[] bytes() {
    return file.array().clone();
  }
}
