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
 * The ELF header that describes the crashed kernel's memory to a crash kernel: a core file without
 * its content (System V gABI, chapter 4; Linux, Documentation/admin-guide/kdump).
 *
 * <p>It has a {@code PT_NOTE} for each processor and for each self-description of the running
 * software, a {@code PT_LOAD} for the kernel's text if that is known, and one for each range of
 * RAM. The offset of each in the file that the crash kernel presents is its machine address. The
 * words are 64 bits wide if an address does not fit into 32, also on a 32-bit architecture.
 */
final class CoreHeader {

  /**
   * From this number on, {@code e_phnum} would need the extended numbering, which the kernel does
   * not read.
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
   * Describes the memory to dump.
   *
   * @param architecture of the crashed kernel
   * @param notes its crash notes
   * @param memory its RAM, without what the crash kernel uses
   */
  CoreHeader(Architecture architecture, DumpNotes notes, RangeSet<MachineAddress> memory) {
    this.architecture = architecture;
    notes.notes().forEach(note -> headers.add(new Header(PT_NOTE, 0, 0, note)));
    long textStart = notes.textStart().map(VirtualAddress::value).orElse(0L);
    notes.kernelText().ifPresent(text -> headers.add(new Header(PT_LOAD, PF_RWX, textStart, text)));
    for (Range<MachineAddress> range : memory.ranges()) {
      // Zero means "unknown" to the readers of dumps, which then use the kernel's own symbols.
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

  /** {@return whether the number of program headers fits} */
  boolean isRepresentable() {
    return headers.size() < PN_XNUM;
  }

  /** {@return the number of program headers} */
  int count() {
    return headers.size();
  }

  /** {@return the size of the header in bytes} */
  int size() {
    return wide ? 64 + 56 * headers.size() : 52 + 32 * headers.size();
  }

  /** {@return the header's bytes} */
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

  /** The two classes differ in the width of the words and in the position of p_flags. */
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
