package kexec.rehearse.internal.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import kexec.base.kernel.ElfHeader;

/**
 * Writes the headers at the start of an ELF file: the ELF header, on x86_64 a Multiboot2 header and
 * a PVH note, and the program headers. System V gABI, "ELF Header" and "Program Header".
 */
final class ElfHeaders {

  private static final int PHDR_64 = 56;
  private static final int PHDR_32 = 32;
  private static final int ALIGNMENT = 4096;
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int READ = 4;
  private static final int READ_WRITE_EXECUTE = 7;

  /** Xen, public/elfnote.h: the 32-bit entry of PVH. */
  private static final int XEN_ELFNOTE_PHYS32_ENTRY = 18;

  private static final int NOTE = 24;
  private static final int NOTE_ALIGNMENT = 4;

  /** Multiboot2 2.0, sections 3.1.1 to 3.1.3 and 3.1.7. */
  private static final int MULTIBOOT2_MAGIC = 0xe85250d6;

  private static final int MULTIBOOT2_I386 = 0;
  private static final short TAG_ENTRY_ADDRESS = 3;
  private static final int MULTIBOOT2 = 40;

  private final ElfImage image;
  private final ElfFormat format;
  private final ByteBuffer out;

  private ElfHeaders(ElfImage image) {
    this.image = image;
    this.format = image.format();
    this.out =
        ByteBuffer.allocate(size(format, image.loads().size())).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return the start of a file, a new buffer from position 0 to its limit} */
  static ByteBuffer of(ElfImage image) {
    return new ElfHeaders(image).written();
  }

  /**
   * {@return the size of the headers in bytes}
   *
   * @param format the kind of file
   * @param loads the number of things that a loader places
   */
  static int size(ElfFormat format, int loads) {
    int headers = loads + (format.isPc() ? 1 : 0);
    return phoff(format) + headers * (format.isWide() ? PHDR_64 : PHDR_32);
  }

  private static int phoff(ElfFormat format) {
    int header = format.isWide() ? ElfHeader.SIZE : ElfHeader.SIZE_32;
    return header + (format.isPc() ? MULTIBOOT2 + NOTE : 0);
  }

  private ByteBuffer written() {
    header();
    if (format.isPc()) {
      multiboot2();
      int offset = out.position();
      note();
      // Without an address: nobody loads it.
      programHeader(PT_NOTE, READ, offset, new long[] {0, NOTE, NOTE}, NOTE_ALIGNMENT);
    }
    for (int i = 0; i < image.loads().size(); i++) {
      ElfLoad load = image.loads().get(i);
      long[] place = {load.address().value(), load.content().size(), load.memory()};
      programHeader(PT_LOAD, READ_WRITE_EXECUTE, image.offsets().get(i), place, ALIGNMENT);
    }
    return out.flip();
  }

  private void header() {
    out.putInt(ElfHeader.MAGIC);
    out.put((byte) (format.isWide() ? ElfHeader.ELFCLASS64 : ElfHeader.ELFCLASS32));
    out.put((byte) ElfHeader.ELFDATA2LSB).put((byte) ElfHeader.EV_CURRENT).position(16);
    out.putShort((short) ElfHeader.ET_EXEC).putShort((short) format.machine());
    out.putInt(ElfHeader.EV_CURRENT);
    word(image.entry().value());
    word(phoff(format));
    // No section headers, no flags.
    word(0);
    out.putInt(0);
    out.putShort((short) (format.isWide() ? ElfHeader.SIZE : ElfHeader.SIZE_32));
    out.putShort((short) (format.isWide() ? PHDR_64 : PHDR_32));
    out.putShort((short) (image.loads().size() + (format.isPc() ? 1 : 0)));
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
  }

  private void multiboot2() {
    out.putInt(MULTIBOOT2_MAGIC).putInt(MULTIBOOT2_I386).putInt(MULTIBOOT2);
    out.putInt(-(MULTIBOOT2_MAGIC + MULTIBOOT2_I386 + MULTIBOOT2));
    out.putShort(TAG_ENTRY_ADDRESS).putShort((short) 0).putInt(12);
    out.putInt((int) image.entry().value());
    // Tags begin at multiples of 8; the last one has no type.
    out.putInt(0).putShort((short) 0).putShort((short) 0).putInt(8);
  }

  /** QEMU reads 8 bytes of the entry in an ELF64 file, Firecracker and cloud-hypervisor read 4. */
  private void note() {
    out.putInt(4).putInt(Long.BYTES).putInt(XEN_ELFNOTE_PHYS32_ENTRY);
    out.put("Xen\0".getBytes(StandardCharsets.US_ASCII)).putLong(image.entry().value());
  }

  /** Writes address, file size and memory size, in this order, among the others. */
  private void programHeader(int type, int flags, long offset, long[] place, int alignment) {
    out.putInt(type);
    if (format.isWide()) {
      out.putInt(flags);
    }
    word(offset);
    word(place[0]);
    word(place[0]);
    word(place[1]);
    word(place[2]);
    if (!format.isWide()) {
      out.putInt(flags);
    }
    word(alignment);
  }

  private void word(long value) {
    if (format.isWide()) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }
}
