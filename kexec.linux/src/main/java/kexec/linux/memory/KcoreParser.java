package kexec.linux.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import kexec.linux.internal.Malformed;

/**
 * Parses the headers of {@code /proc/kcore} (ELF-64 object file format; Linux, fs/proc/kcore.c).
 */
public final class KcoreParser {

  /** The maximum number of bytes needed: the ELF header and 65535 program headers. */
  public static final int MAX_HEADERS = 64 + 0xffff * 56;

  // Elf64_Ehdr
  private static final int HEADER_SIZE = 64;
  private static final int MAGIC = 0x464c_457f;
  private static final int E_PHOFF = 32;
  private static final int E_PHENTSIZE = 54;
  private static final int E_PHNUM = 56;
  private static final byte CLASS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;

  // Elf64_Phdr
  private static final int ENTRY_SIZE = 56;
  private static final int P_VADDR = 16;
  private static final int P_PADDR = 24;
  private static final int P_MEMSZ = 40;
  private static final int PT_LOAD = 1;

  /** The physical address that the kernel writes for segments that are not contiguous memory. */
  private static final long NOWHERE = -1;

  private KcoreParser() {}

  /**
   * {@return the end of the last program header, in bytes from the start: how much of the file must
   * be read; negative or huge if the header is corrupt}
   *
   * @param source where the bytes come from
   * @param bytes at least the first 64 bytes of the file
   * @throws BadFileException if the bytes do not start with a little-endian ELF-64 header
   */
  static long headersEnd(String source, byte[] bytes) throws BadFileException {
    ByteBuffer header = header(source, bytes);
    return header.getLong(E_PHOFF) + (long) count(header) * ENTRY_SIZE;
  }

  /**
   * Parses the headers.
   *
   * @param source where the bytes come from
   * @param bytes the start of the file, with all program headers; further bytes are ignored
   * @return the mappings
   * @throws BadFileException if the bytes are not little-endian ELF-64 headers, or are truncated
   */
  public static Kcore parse(String source, byte[] bytes) throws BadFileException {
    ByteBuffer file = header(source, bytes);
    int count = count(file);
    long at = file.getLong(E_PHOFF);
    long room = bytes.length - (long) count * ENTRY_SIZE;
    if (at < HEADER_SIZE || at > room) {
      throw Malformed.because(
          source, "%s program headers at 0x%x are not within its first bytes".formatted(count, at));
    }
    List<KcoreSegment> segments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      // Cannot overflow: all entries lie within the array.
      ByteBuffer entry = file.slice((int) at + i * ENTRY_SIZE, ENTRY_SIZE);
      entry.order(ByteOrder.LITTLE_ENDIAN);
      if (entry.getInt(0) == PT_LOAD) {
        segments.add(segment(source, entry));
      }
    }
    return new Kcore(segments);
  }

  private static ByteBuffer header(String source, byte[] bytes) throws BadFileException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER_SIZE || file.getInt(0) != MAGIC) {
      throw Malformed.because(source, "it does not start with an ELF header");
    }
    if (file.get(4) != CLASS_64 || file.get(5) != LITTLE_ENDIAN) {
      throw Malformed.because(source, "it is no little-endian ELF file of 64 bits");
    }
    if (Short.toUnsignedInt(file.getShort(E_PHENTSIZE)) != ENTRY_SIZE) {
      throw Malformed.because(source, "its program headers are not 56 bytes long");
    }
    return file;
  }

  private static int count(ByteBuffer header) {
    return Short.toUnsignedInt(header.getShort(E_PHNUM));
  }

  private static KcoreSegment segment(String source, ByteBuffer entry) throws BadFileException {
    long start = entry.getLong(P_VADDR);
    long size = entry.getLong(P_MEMSZ);
    if (Long.compareUnsigned(start + size, start) < 0) {
      throw Malformed.because(
          source, "a segment at 0x%x with 0x%x bytes cannot be".formatted(start, size));
    }
    long physical = entry.getLong(P_PADDR);
    return new KcoreSegment(
        Range.ofSize(new VirtualAddress(start), size),
        physical == NOWHERE ? Optional.empty() : Optional.of(new PhysicalAddress(physical)));
  }
}
