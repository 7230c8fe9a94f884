package kexec.x86.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import kexec.api.memory.MemoryRegion;
import kexec.api.text.ByteText;
import kexec.base.kernel.Align;

/**
 * The boot information of Multiboot2 2.0, section 3.6 "Boot information format": u32 total_size,
 * u32 reserved, then tags of u32 type, u32 size and content, each at a multiple of 8.
 */
final class Multiboot2Info {

  private static final int END = 0;
  private static final int COMMAND_LINE = 1;
  private static final int LOADER_NAME = 2;
  private static final int MODULE = 3;
  private static final int MEMORY = 4;
  private static final int MEMORY_MAP = 6;
  private static final int LOAD_BASE = 21;

  private static final int TAG_SIZE = 8;

  /** A memory map entry: u64 base, u64 length, u32 type, u32 of zero. */
  private static final int ENTRY_SIZE = 24;

  private Multiboot2Info() {}

  /** Builds the boot information. */
  static byte[] build(MultibootTold told) {
    ByteArrayOutputStream tags = new ByteArrayOutputStream();
    put(tags, COMMAND_LINE, text(told.commandLine()));
    put(tags, LOADER_NAME, text(MultibootTold.LOADER));
    told.modules().forEach(module -> put(tags, MODULE, module(module)));
    put(
        tags,
        MEMORY,
        words(MultibootMemory.lower(told.memory()), MultibootMemory.upper(told.memory())));
    put(tags, MEMORY_MAP, map(told.memory().regions()));
    put(tags, LOAD_BASE, words((int) told.loadBase()));
    put(tags, END, new byte[0]);
    int total = 2 * Integer.BYTES + tags.size();
    return little(total).putInt(total).putInt(0).put(tags.toByteArray()).array();
  }

  private static void put(ByteArrayOutputStream tags, int type, byte[] content) {
    int size = TAG_SIZE + content.length;
    byte[] tag = little((int) Align.up(size, 8)).putInt(type).putInt(size).put(content).array();
    tags.write(tag, 0, tag.length);
  }

  private static byte[] module(MultibootTold.Module module) {
    byte[] text = text(module.text());
    return little(2 * Integer.BYTES + text.length)
        .putInt((int) module.start())
        .putInt((int) module.end())
        .put(text)
        .array();
  }

  private static byte[] map(List<MemoryRegion> regions) {
    ByteBuffer map =
        ByteBuffer.allocate(2 * Integer.BYTES + regions.size() * ENTRY_SIZE)
            .order(ByteOrder.LITTLE_ENDIAN);
    // entry_size, and entry_version 0, the only version.
    map.putInt(ENTRY_SIZE).putInt(0);
    for (MemoryRegion region : regions) {
      map.putLong(region.range().start().value()).putLong(region.range().size());
      map.putInt(region.type().number()).putInt(0);
    }
    return map.array();
  }

  private static byte[] text(String text) {
    return ByteText.bytes(text + "\0");
  }

  private static byte[] words(int... words) {
    ByteBuffer bytes =
        ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      bytes.putInt(word);
    }
    return bytes.array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
