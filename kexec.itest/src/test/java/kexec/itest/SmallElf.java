package kexec.itest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A vmlinux of 12 KiB with two segments and a gap between them, made with the offsets of the System
 * V gABI as plain numbers. By its banner it is Linux, which may be loaded elsewhere than it was
 * linked for.
 */
final class SmallElf {

  static final int SIZE = 0x3000;

  /** The offsets in the header of {@code e_machine} and {@code e_entry}. */
  static final int MACHINE = 18;

  static final int ENTRY = 24;

  /** The offsets in the second program header, which loads 0x800 bytes from 0x2000. */
  static final int OFFSET = 64 + 56 + 8;

  static final int PADDR = 64 + 56 + 24;
  static final int MEMSZ = 64 + 56 + 40;

  private static final long PHYSICAL = 0x1000000;
  private static final long VIRTUAL = 0xffffffff81000000L;

  private static final String BANNER = "Linux version 6.1.0-test (nobody@nowhere) #1 SMP\0";

  private SmallElf() {}

  /** Returns a file that nothing is wrong with. */
  static byte[] bytes() {
    ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0x1000; at < SIZE; at++) {
      file.put(at, (byte) (at * 31 + 7));
    }
    file.put(0x2100, BANNER.getBytes(StandardCharsets.US_ASCII));
    file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
    file.putShort(16, (short) 2).putShort(MACHINE, (short) 62).putInt(20, 1);
    file.putLong(ENTRY, PHYSICAL + 0x40).putLong(32, 64);
    file.putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 2);
    load(file, 64, 0x1000, PHYSICAL, 0x1000);
    load(file, 64 + 56, 0x2000, PHYSICAL + 0x400000, 0x800);
    return file.array();
  }

  private static void load(ByteBuffer file, int at, long offset, long paddr, long size) {
    file.putInt(at, 1).putInt(at + 4, 7).putLong(at + 8, offset);
    file.putLong(at + 16, VIRTUAL + paddr - PHYSICAL).putLong(at + 24, paddr);
    file.putLong(at + 32, size).putLong(at + 40, size).putLong(at + 48, 0x200000);
  }
}
