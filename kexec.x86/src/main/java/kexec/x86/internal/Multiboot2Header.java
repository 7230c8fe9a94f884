package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.Align;
import kexec.base.kernel.FileBytes;
import org.jspecify.annotations.Nullable;

/**
 * Searches for the header of Multiboot2 2.0, section 3.1 "OS image format", and reads its tags. For
 * a single use by one thread.
 */
final class Multiboot2Header {

  /** The header must be wholly within this many bytes of the file. */
  private static final int SEARCHED = 32768;

  private static final int MAGIC = 0xe85250d6;
  private static final int ALIGNMENT = 8;
  private static final int SIZE = 16;
  private static final int TAG_SIZE = 8;
  private static final int ARCHITECTURE_I386 = 0;
  private static final int OPTIONAL = 1;

  private static final int END = 0;
  private static final int INFORMATION_REQUEST = 1;
  private static final int ADDRESS = 2;
  private static final int ENTRY_ADDRESS = 3;
  private static final int CONSOLE_FLAGS = 4;
  private static final int FRAMEBUFFER = 5;
  private static final int MODULE_ALIGNMENT = 6;
  private static final int EFI_BOOT_SERVICES = 7;
  private static final int EFI_I386_ENTRY = 8;
  private static final int EFI_AMD64_ENTRY = 9;
  private static final int RELOCATABLE = 10;

  /**
   * The tags that an information request may name: {@link Multiboot2Info} provides all of these.
   */
  private static final Set<Integer> TOLD = Set.of(1, 2, 3, 4, 6, 21);

  private final ByteBuffer start;
  private final int at;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private @Nullable MultibootAddresses addresses;
  private OptionalLong entry = OptionalLong.empty();
  private MultibootHeader.@Nullable Relocation relocation;

  private Multiboot2Header(ByteBuffer start, int at) {
    this.start = start;
    this.at = at;
  }

  /** Searches for the header. */
  static HeaderSearch find(SegmentData file) throws BadFileException {
    ByteBuffer start = FileBytes.copy(file, 0, (int) Math.min(file.size(), SEARCHED));
    HeaderSearch found =
        new HeaderSearch.Absent("no 0xe85250d6 at a multiple of 8 in the first 32 KiB");
    for (int at = 0; at <= start.limit() - SIZE; at += ALIGNMENT) {
      if (start.getInt(at) == MAGIC) {
        int sum = start.getInt(at + 4) + start.getInt(at + 8) + start.getInt(at + 12);
        if (MAGIC + sum == 0) {
          return new Multiboot2Header(start, at).read();
        }
        found = MultibootFindings.checksum(at);
      }
    }
    return found;
  }

  private HeaderSearch read() {
    int architecture = start.getInt(at + 4);
    long length = Integer.toUnsignedLong(start.getInt(at + 8));
    if (architecture != ARCHITECTURE_I386) {
      return MultibootFindings.requires("architecture %s and not i386".formatted(architecture));
    }
    if (length < SIZE + TAG_SIZE || length > start.limit() - at) {
      return MultibootFindings.truncated(at, length, start.limit());
    }
    texts.put("header", "0x" + Integer.toHexString(at));
    texts.put("header_length", Long.toString(length));
    int end = (int) (at + length);
    int tag = at + SIZE;
    while (tag <= end - TAG_SIZE) {
      int type = Short.toUnsignedInt(start.getShort(tag));
      long size = Integer.toUnsignedLong(start.getInt(tag + 4));
      if (size < TAG_SIZE || size > end - tag) {
        return tag(tag, "has %s bytes".formatted(size));
      }
      if (type == END) {
        return found();
      }
      HeaderSearch.Broken broken = read(type, tag, (int) size);
      if (broken != null) {
        return broken;
      }
      tag = (int) Align.up(tag + size, ALIGNMENT);
    }
    return tag(tag, "is not there, though no end tag came before it");
  }

  private HeaderSearch found() {
    return new HeaderSearch.Found(
        new MultibootHeader(
            at, Optional.ofNullable(addresses), entry, Optional.ofNullable(relocation), texts));
  }

  /** {@return what is wrong with the tag, or null} */
  private HeaderSearch.@Nullable Broken read(int type, int tag, int size) {
    boolean required = (start.getShort(tag + 2) & OPTIONAL) == 0;
    texts.put("tag " + type, required ? "required" : "optional");
    return switch (type) {
      case INFORMATION_REQUEST -> required ? request(tag, size) : null;
      case ADDRESS -> size < 24 ? tag(tag, "is too short") : address(tag);
      case ENTRY_ADDRESS -> size < 12 ? tag(tag, "is too short") : entry(tag);
      case CONSOLE_FLAGS -> size < 12 ? tag(tag, "is too short") : console(tag, required);
      case RELOCATABLE -> size < 24 ? tag(tag, "is too short") : relocatable(tag);
      // Modules are always page-aligned; the entries are only for EFI boot services, and a kernel
      // that needs those says so by a tag of its own.
      case MODULE_ALIGNMENT, EFI_I386_ENTRY, EFI_AMD64_ENTRY -> null;
      case FRAMEBUFFER -> required ? MultibootFindings.requires("a frame buffer") : null;
      case EFI_BOOT_SERVICES -> required ? MultibootFindings.requires("EFI's boot services") : null;
      default -> required ? MultibootFindings.requires("tag type " + type) : null;
    };
  }

  private HeaderSearch.@Nullable Broken request(int tag, int size) {
    for (int word = tag + TAG_SIZE; word + 4 <= tag + size; word += 4) {
      if (!TOLD.contains(start.getInt(word))) {
        return MultibootFindings.requires(
            "boot information of type " + Integer.toUnsignedString(start.getInt(word)));
      }
    }
    return null;
  }

  private HeaderSearch.@Nullable Broken address(int tag) {
    addresses = new MultibootAddresses(u32(tag, 0), u32(tag, 1), u32(tag, 2), u32(tag, 3));
    return null;
  }

  private HeaderSearch.@Nullable Broken entry(int tag) {
    entry = OptionalLong.of(u32(tag, 0));
    return null;
  }

  /** Bit 0: the kernel requires a working console. */
  private HeaderSearch.@Nullable Broken console(int tag, boolean required) {
    return required && (u32(tag, 0) & 1) != 0 ? MultibootFindings.requires("a console") : null;
  }

  private HeaderSearch.@Nullable Broken relocatable(int tag) {
    long alignment = u32(tag, 2);
    if (Long.bitCount(alignment) != 1) {
      return tag(tag, "has the alignment 0x%x, no power of two".formatted(alignment));
    }
    relocation = new MultibootHeader.Relocation(u32(tag, 0), u32(tag, 1), alignment, u32(tag, 3));
    return null;
  }

  private long u32(int tag, int index) {
    return Integer.toUnsignedLong(start.getInt(tag + TAG_SIZE + 4 * index));
  }

  private static HeaderSearch.Broken tag(int tag, String problem) {
    return MultibootFindings.broken(
        "multiboot-tag", "the header's tag at 0x%x %s".formatted(tag, problem));
  }
}
