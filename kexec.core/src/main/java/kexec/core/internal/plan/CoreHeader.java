package kexec.core.internal.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.VirtualAddress;
import kexec.api.plan.Architecture;

/**
 * The ELF header by which a crash kernel finds the crashed one's memory: a core file without its
 * content (System V gABI, chapter 4; Linux, Documentation/admin-guide/kdump).
 *
 * <p>It has a {@code PT_NOTE} for each processor and for each description that what ran gives of
 * itself, a {@code PT_LOAD} for its text where that is known, and one for each range of RAM. The
 * offset of each in the file that the crash kernel shows is its machine address. The words have 64
 * bits where 32 would cut an address off, also on a 32-bit architecture.
 */
final class CoreHeader {

  /**
   * From here on {@code e_phnum} would need the extended numbering that the kernel does not read.
   */
  static final int PN_XNUM = 0xffff;

  private static final short ET_CORE = 4;
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int PF_RWX = 7;
  private static final byte ELFCLASS32 = 1;
  private static final byte ELFCLASS64 = 2;
  private static final byte ELFDATA2LSB = 1;
  private static final byte EV_CURRENT = 1;

  private record Header(int type, int flags, long vaddr, Range<MachineAddress> memory) {}

  private final Architecture architecture;
  private final boolean wide;
  private final List<Header> headers = new ArrayList<>();

  /**
   * Describes the memory that a dump shall have.
   *
   * @param architecture of the crashed kernel
   * @param notes what it leaves behind
   * @param memory its RAM, without what the crash kernel uses
   */
  CoreHeader(Architecture architecture, DumpNotes notes, RangeSet<MachineAddress> memory) {
    this.architecture = architecture;
    notes.notes().forEach(note -> headers.add(new Header(PT_NOTE, 0, 0, note)));
    long textStart = notes.textStart().map(VirtualAddress::value).orElse(0L);
    notes.kernelText().ifPresent(text -> headers.add(new Header(PT_LOAD, PF_RWX, textStart, text)));
    for (Range<MachineAddress> range : memory.ranges()) {
      // Zero says "not known" to the readers of dumps, which then ask the kernel's own symbols.
      long vaddr = notes.directMap().map(map -> map.value() + range.start().value()).orElse(0L);
      headers.add(new Header(PT_LOAD, PF_RWX, vaddr, range));
    }
    wide = architecture.is64Bit() || headers.stream().anyMatch(CoreHeader::needs64Bits);
  }

  /** A 32-bit processor may have memory that it reaches only through larger page tables. */
  private static boolean needs64Bits(Header header) {
    long end = header.memory().end().value();
    return Long.compareUnsigned(end, 1L << 32) > 0 || header.memory().size() >>> 32 != 0;
  }

  /**
   * Tells whether the header can say all of it.
   *
   * @return whether the number of program headers fits
   */
  boolean isRepresentable() {
    return headers.size() < PN_XNUM;
  }

  /**
   * Returns how many program headers there are.
   *
   * @return the number
   */
  int count() {
    return headers.size();
  }

  /**
   * Returns how long the header is.
   *
   * @return bytes
   */
  int size() {
    return wide ? 64 + 56 * headers.size() : 52 + 32 * headers.size();
  }

  /**
   * Returns the header.
   *
   * @return its bytes
   */
  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    putIdent(out);
    out.putShort(ET_CORE).putShort((short) architecture.elfMachine()).putInt(EV_CURRENT);
    putWord(out, 0); // e_entry
    putWord(out, wide ? 64 : 52); // e_phoff
    putWord(out, 0); // e_shoff
    out.putInt(0); // e_flags
    out.putShort((short) (wide ? 64 : 52)).putShort((short) (wide ? 56 : 32));
    out.putShort((short) headers.size());
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    headers.forEach(header -> putHeader(out, header));
    return out.array();
  }

  private void putIdent(ByteBuffer out) {
    out.put((byte) 0x7f).put("ELF".getBytes(StandardCharsets.US_ASCII));
    out.put(wide ? ELFCLASS64 : ELFCLASS32).put(ELFDATA2LSB).put(EV_CURRENT);
    out.position(16);
  }

  /** The two classes differ in the width of the words and in the place of p_flags. */
  private void putHeader(ByteBuffer out, Header header) {
    long start = header.memory().start().value();
    out.putInt(header.type());
    if (wide) {
      out.putInt(header.flags());
    }
    putWord(out, start); // p_offset
    putWord(out, header.vaddr());
    putWord(out, start); // p_paddr
    putWord(out, header.memory().size()); // p_filesz
    putWord(out, header.memory().size()); // p_memsz
    if (!wide) {
      out.putInt(header.flags());
    }
    putWord(out, 0); // p_align
  }

  private void putWord(ByteBuffer out, long value) {
    if (wide) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }
}
