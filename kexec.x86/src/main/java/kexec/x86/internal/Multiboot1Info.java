package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MemoryRegion;
import kexec.api.text.ByteText;
import kexec.base.kernel.Align;

/**
 * The boot information of Multiboot 0.6.96, section 3.3 "Boot information format": the structure,
 * then the memory map, the modules' structures and the strings.
 */
final class Multiboot1Info {

  /** Bytes of the structure with all fields that the specification defines. */
  private static final int SIZE = 116;

  /** Memory limits, command line, modules, memory map and boot loader name are valid. */
  private static final int FLAGS = 1 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 9;

  private static final int MEM_LOWER = 4;
  private static final int MEM_UPPER = 8;
  private static final int CMDLINE = 16;
  private static final int MODS_COUNT = 20;
  private static final int MODS_ADDR = 24;
  private static final int MMAP_LENGTH = 44;
  private static final int MMAP_ADDR = 48;
  private static final int BOOT_LOADER_NAME = 64;

  /** A memory map entry: u32 size of what follows, u64 base, u64 length, u32 type. */
  private static final int ENTRY_SIZE = 24;

  /** A module: u32 start, u32 end, u32 text, u32 of zero. */
  private static final int MODULE_SIZE = 16;

  private Multiboot1Info() {}

  /** Builds the boot information. */
  static byte[] build(MultibootTold told) {
    int regions = told.memory().regions().size();
    int mapAt = (int) Align.up(SIZE, 8);
    int modulesAt = mapAt + regions * ENTRY_SIZE;
    int textsAt = modulesAt + told.modules().size() * MODULE_SIZE;
    List<byte[]> texts = texts(told);
    ByteBuffer all =
        ByteBuffer.allocate(textsAt + texts.stream().mapToInt(text -> text.length).sum())
            .order(ByteOrder.LITTLE_ENDIAN);
    int place = (int) told.place();
    all.putInt(0, FLAGS);
    all.putInt(MEM_LOWER, MultibootMemory.lower(told.memory()));
    all.putInt(MEM_UPPER, MultibootMemory.upper(told.memory()));
    all.putInt(CMDLINE, place + textsAt);
    all.putInt(BOOT_LOADER_NAME, place + textsAt + texts.get(0).length);
    all.putInt(MODS_COUNT, told.modules().size());
    all.putInt(MODS_ADDR, place + modulesAt);
    all.putInt(MMAP_LENGTH, regions * ENTRY_SIZE);
    all.putInt(MMAP_ADDR, place + mapAt);
    map(all.position(mapAt), told);
    modules(all, told, texts, place + textsAt);
    texts.forEach(all::put);
    return all.array();
  }

  /**
   * {@return the command line, the boot loader's name and the modules' strings, each with its NUL}
   */
  private static List<byte[]> texts(MultibootTold told) {
    List<String> texts = new ArrayList<>(List.of(told.commandLine(), MultibootTold.LOADER));
    told.modules().forEach(module -> texts.add(module.text()));
    return texts.stream().map(text -> ByteText.bytes(text + "\0")).toList();
  }

  private static void map(ByteBuffer all, MultibootTold told) {
    for (MemoryRegion region : told.memory().regions()) {
      all.putInt(ENTRY_SIZE - Integer.BYTES);
      all.putLong(region.range().start().value()).putLong(region.range().size());
      all.putInt(region.type().number());
    }
  }

  private static void modules(ByteBuffer all, MultibootTold told, List<byte[]> texts, int at) {
    int text = at + texts.get(0).length + texts.get(1).length;
    for (int i = 0; i < told.modules().size(); i++) {
      MultibootTold.Module module = told.modules().get(i);
      all.putInt((int) module.start()).putInt((int) module.end()).putInt(text).putInt(0);
      text += texts.get(i + 2).length;
    }
  }
}
