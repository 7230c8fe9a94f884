package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads boot information as a kernel does. Implemented from the two specifications alone, as an
 * independent check of what the code writes.
 *
 * @param loader the boot loader's name
 * @param commandLine the kernel's command line
 * @param modules in their order
 * @param lower KiB of lower memory
 * @param upper KiB of upper memory
 * @param map the memory map
 * @param loadBase the image load base address, -1 if absent
 */
record MultibootInformation(
    String loader,
    String commandLine,
    List<Module> modules,
    long lower,
    long upper,
    List<Entry> map,
    long loadBase) {

  record Module(long start, long end, String text) {}

  record Entry(long base, long length, long type) {}

  /** Reads Multiboot's, 0.6.96, section 3.3; the flags must match what is present. */
  static MultibootInformation one(byte[] segment, long place) {
    ByteBuffer in = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(0) != 0b10_0100_1101) {
      throw new AssertionError("flags 0x" + Integer.toHexString(in.getInt(0)));
    }
    List<Module> modules = new ArrayList<>();
    for (int i = 0; i < in.getInt(20); i++) {
      int at = (int) (u32(in, 24) - place) + 16 * i;
      String text = text(in, u32(in, at + 8) - place);
      modules.add(new Module(u32(in, at), u32(in, at + 4), text));
    }
    List<Entry> map = new ArrayList<>();
    int at = (int) (u32(in, 48) - place);
    for (int end = at + in.getInt(44); at < end; at += in.getInt(at) + 4) {
      map.add(new Entry(in.getLong(at + 4), in.getLong(at + 12), u32(in, at + 20)));
    }
    return new MultibootInformation(
        text(in, u32(in, 64) - place),
        text(in, u32(in, 16) - place),
        modules,
        u32(in, 4),
        u32(in, 8),
        map,
        -1);
  }

  /** Reads Multiboot2's, 2.0, section 3.6. */
  static MultibootInformation two(byte[] segment) {
    ByteBuffer in = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    String loader = "";
    String line = "";
    List<Module> modules = new ArrayList<>();
    long lower = 0;
    long upper = 0;
    long base = -1;
    List<Entry> map = new ArrayList<>();
    int at = 8;
    for (; in.getInt(at) != 0; at = (at + in.getInt(at + 4) + 7) / 8 * 8) {
      switch (in.getInt(at)) {
        case 1 -> line = text(in, at + 8);
        case 2 -> loader = text(in, at + 8);
        case 3 -> modules.add(new Module(u32(in, at + 8), u32(in, at + 12), text(in, at + 16)));
        case 4 -> {
          lower = u32(in, at + 8);
          upper = u32(in, at + 12);
        }
        case 6 -> {
          for (int e = at + 16; e < at + in.getInt(at + 4); e += in.getInt(at + 8)) {
            map.add(new Entry(in.getLong(e), in.getLong(e + 8), u32(in, e + 16)));
          }
        }
        case 21 -> base = u32(in, at + 8);
        default -> throw new AssertionError("tag " + in.getInt(at));
      }
    }
    if (in.getInt(at + 4) != 8 || in.getInt(0) != at + 8 || segment.length != at + 8) {
      throw new AssertionError("the end tag at " + at + " is not the end");
    }
    return new MultibootInformation(loader, line, modules, lower, upper, map, base);
  }

  private static long u32(ByteBuffer in, int at) {
    return Integer.toUnsignedLong(in.getInt(at));
  }

  private static String text(ByteBuffer in, long at) {
    int end = (int) at;
    while (in.get(end) != 0) {
      end++;
    }
    return StandardCharsets.UTF_8.decode(in.slice((int) at, end - (int) at)).toString();
  }
}
