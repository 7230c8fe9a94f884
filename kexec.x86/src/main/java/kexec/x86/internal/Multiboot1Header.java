package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.FileBytes;

/** Searches for the header of Multiboot 0.6.96, section 3.1 "OS image format". */
final class Multiboot1Header {

  /** The header must be wholly within this many bytes of the file. */
  private static final int SEARCHED = 8192;

  private static final int MAGIC = 0x1badb002;
  private static final int ALIGNMENT = 4;
  private static final int SIZE = 12;
  private static final int SIZE_WITH_ADDRESSES = 32;

  /** {@code flags}: page-aligned modules and memory information; both are always provided. */
  private static final int GIVEN = 3;

  /** {@code flags} bits that a boot loader must understand and satisfy. */
  private static final int REQUIREMENTS = 0xffff;

  private static final int ADDRESSES = 1 << 16;

  private Multiboot1Header() {}

  /** Searches for the header. */
  static HeaderSearch find(SegmentData file) throws BadFileException {
    ByteBuffer start = FileBytes.copy(file, 0, (int) Math.min(file.size(), SEARCHED));
    HeaderSearch found =
        new HeaderSearch.Absent("no 0x1badb002 at a multiple of 4 in the first 8 KiB");
    for (int at = 0; at <= start.limit() - SIZE; at += ALIGNMENT) {
      if (start.getInt(at) == MAGIC) {
        if (start.getInt(at) + start.getInt(at + 4) + start.getInt(at + 8) == 0) {
          return judge(start, at);
        }
        found = MultibootFindings.checksum(at);
      }
    }
    return found;
  }

  private static HeaderSearch judge(ByteBuffer start, int at) {
    int flags = start.getInt(at + 4);
    int unknown = flags & REQUIREMENTS & ~GIVEN;
    if (unknown != 0) {
      return MultibootFindings.requires(
          unknown == 4 ? "a video mode (flags bit 2)" : "0x%x in its flags".formatted(unknown));
    }
    if ((flags & ADDRESSES) != 0 && at + SIZE_WITH_ADDRESSES > start.limit()) {
      return MultibootFindings.truncated(at, SIZE_WITH_ADDRESSES, start.limit());
    }
    return new HeaderSearch.Found(read(start, at, flags));
  }

  private static MultibootHeader read(ByteBuffer start, int at, int flags) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("header", "0x" + Integer.toHexString(at));
    texts.put("flags", "0x" + Integer.toHexString(flags));
    if ((flags & ADDRESSES) == 0) {
      return new MultibootHeader(
          at, Optional.empty(), OptionalLong.empty(), Optional.empty(), texts);
    }
    String[] names = {"header_addr", "load_addr", "load_end_addr", "bss_end_addr", "entry_addr"};
    long[] values = new long[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = Integer.toUnsignedLong(start.getInt(at + SIZE + 4 * i));
      texts.put(names[i], "0x" + Long.toHexString(values[i]));
    }
    MultibootAddresses addresses =
        new MultibootAddresses(values[0], values[1], values[2], values[3]);
    return new MultibootHeader(
        at, Optional.of(addresses), OptionalLong.of(values[4]), Optional.empty(), texts);
  }
}
