package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A vmlinux of 12 KiB with two segments and a gap between them, with the offsets of the System V
 * gABI as plain numbers. Program header 0 loads 0x1000 bytes from 0x1000 to physical 0x1000000,
 * program header 1 loads 0x800 bytes from 0x2000 to physical 0x1400000 and has 0x3000 in memory.
 */
public final class SyntheticElf {

  static final int SIZE = 0x3000;
  static final long PHYSICAL = 0x1000000;
  static final long VIRTUAL = 0xffffffff81000000L;
  static final String VERSION = "6.1.0-test (somebody@somewhere) #1 SMP";

  private final ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

  /** Creates a valid kernel. */
  public SyntheticElf() {
    for (int at = 0x1000; at < SIZE; at++) {
      file.put(at, (byte) (at * 31 + 7));
    }
    file.put(0x2100, ("Linux version " + VERSION + "\0").getBytes(StandardCharsets.US_ASCII));
    u32(0, 0x464c457f);
    u8(4, 2).u8(5, 1).u8(6, 1);
    u16(16, 2).u16(18, 62).u32(20, 1);
    u64(24, PHYSICAL + 0x40).u64(32, 64);
    u16(52, 64).u16(54, 56).u16(56, 3);
    load(0, 0x1000, VIRTUAL, PHYSICAL, 0x1000, 0x1000);
    load(1, 0x2000, VIRTUAL + 0x400000, PHYSICAL + 0x400000, 0x800, 0x3000);
    // A PT_NOTE, which is not loaded, whatever its fields.
    load(2, 0x2000, 0, 0, 0x100, 0x100).u32(ph(2), 4);
  }

  /** Returns the offset of a program header. */
  static int ph(int index) {
    return 64 + 56 * index;
  }

  private SyntheticElf load(int i, long offset, long vaddr, long paddr, long filesz, long memsz) {
    u32(ph(i), 1).u32(ph(i) + 4, 7);
    u64(ph(i) + 8, offset).u64(ph(i) + 16, vaddr).u64(ph(i) + 24, paddr);
    return u64(ph(i) + 32, filesz).u64(ph(i) + 40, memsz).u64(ph(i) + 48, 0x200000);
  }

  /** Moves both segments, and the entry with them. */
  SyntheticElf linkedFor(long physical) {
    u64(24, physical + 0x40);
    u64(ph(0) + 24, physical);
    return u64(ph(1) + 24, physical + 0x400000);
  }

  /** Removes the text that identifies Linux. */
  SyntheticElf ofNobody() {
    return u8(0x2100, 'l');
  }

  SyntheticElf u8(int offset, int value) {
    file.put(offset, (byte) value);
    return this;
  }

  SyntheticElf u16(int offset, int value) {
    file.putShort(offset, (short) value);
    return this;
  }

  SyntheticElf u32(int offset, long value) {
    file.putInt(offset, (int) value);
    return this;
  }

  public SyntheticElf u64(int offset, long value) {
    file.putLong(offset, value);
    return this;
  }

  /** Returns the file's content. */
  public byte[] bytes() {
    return file.array().clone();
  }
}
