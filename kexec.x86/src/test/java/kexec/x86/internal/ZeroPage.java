package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads boot_params as the kernel does. Implemented from Documentation/arch/x86/zero-page.rst
 * alone, as an independent check of what the code writes.
 */
final class ZeroPage {

  /** A memory map entry as the kernel sees it. */
  record Entry(long addr, long size, int type) {}

  private final ByteBuffer memory;
  private final long base;

  /** Creates a reader of the segment at the machine address of its first byte. */
  ZeroPage(byte[] segment, long base) {
    this.memory = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    this.base = base;
  }

  int u8(int offset) {
    return memory.get(offset) & 0xff;
  }

  int u16(int offset) {
    return memory.getShort(offset) & 0xffff;
  }

  long u32(int offset) {
    return memory.getInt(offset) & 0xffffffffL;
  }

  long u64(int offset) {
    return memory.getLong(offset);
  }

  long ramdiskImage() {
    return u32(0xc0) << 32 | u32(0x218);
  }

  long ramdiskSize() {
    return u32(0xc4) << 32 | u32(0x21c);
  }

  String commandLine() {
    int at = (int) ((u32(0xc8) << 32 | u32(0x228)) - base);
    int end = at;
    while (memory.get(end) != 0) {
      end++;
    }
    return new String(memory.array(), at, end - at, StandardCharsets.UTF_8);
  }

  /** Returns some bytes by the machine address of the first. */
  byte[] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    memory.get((int) (address - base), bytes);
    return bytes;
  }

  /** Returns the first setup_data of a type, from its own first byte on. */
  Optional<ZeroPage> setupData(int type) {
    for (long next = u64(0x250); next != 0; next = u64((int) (next - base))) {
      int at = (int) (next - base);
      if (u32(at + 8) == type) {
        int length = 16 + (int) u32(at + 12);
        return Optional.of(new ZeroPage(bytes(next, length), next));
      }
    }
    return Optional.empty();
  }

  /** Returns the table's entries and those of every SETUP_E820_EXT in the chain. */
  List<Entry> e820() {
    List<Entry> entries = new ArrayList<>();
    read(entries, 0x2d0, u8(0x1e8));
    for (long next = u64(0x250); next != 0; ) {
      int at = (int) (next - base);
      if (u32(at + 8) == 1) {
        read(entries, at + 16, (int) (u32(at + 12) / 20));
      }
      next = u64(at);
    }
    return entries;
  }

  private void read(List<Entry> entries, int at, int count) {
    for (int i = 0; i < count; i++) {
      int entry = at + 20 * i;
      entries.add(new Entry(u64(entry), u64(entry + 8), memory.getInt(entry + 16)));
    }
  }
}
