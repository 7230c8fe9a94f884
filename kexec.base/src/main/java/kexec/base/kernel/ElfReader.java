package kexec.base.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;

/** Reads ELF headers and program headers. */
public final class ElfReader {

  private static final int EI_CLASS = 4;
  private static final int EI_DATA = 5;
  private static final int EI_VERSION = 6;
  private static final int ELFDATA2MSB = 2;

  private ElfReader() {}

  /**
   * Checks for the magic number.
   *
   * @return what is missing, in words; empty if it is there
   */
  public static Optional<String> missing(SegmentData file) throws BadFileException {
    if (file.size() < Integer.BYTES) {
      return Optional.of("the file has " + file.size() + " bytes, too few for an ELF magic number");
    }
    int magic = FileBytes.copy(file, 0, Integer.BYTES).getInt(0);
    return magic == ElfHeader.MAGIC
        ? Optional.empty()
        : Optional.of("the file does not start with \"\\177ELF\"");
  }

  /**
   * Reads the header. Multi-byte fields are also correct for a file of the other byte order. A file
   * of an unknown class is read like a 64-bit file.
   *
   * @return the header; empty if the file ends within it
   */
  public static Optional<ElfHeader> header(SegmentData file) throws BadFileException {
    if (file.size() < ElfHeader.SIZE_32) {
      return Optional.empty();
    }
    ByteBuffer bytes = FileBytes.copy(file, 0, (int) Math.min(file.size(), ElfHeader.SIZE));
    int data = bytes.get(EI_DATA);
    bytes.order(data == ELFDATA2MSB ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    boolean narrow = bytes.get(EI_CLASS) == ElfHeader.ELFCLASS32;
    if (!narrow && bytes.limit() < ElfHeader.SIZE) {
      return Optional.empty();
    }
    // e_ehsize and the fields after it follow three address-wide fields and e_flags.
    int counts = narrow ? 40 : 52;
    return Optional.of(
        new ElfHeader(
            Byte.toUnsignedInt(bytes.get(EI_CLASS)),
            Byte.toUnsignedInt(bytes.get(EI_DATA)),
            Byte.toUnsignedInt(bytes.get(EI_VERSION)),
            Short.toUnsignedInt(bytes.getShort(16)),
            Short.toUnsignedInt(bytes.getShort(18)),
            Integer.toUnsignedLong(bytes.getInt(20)),
            narrow ? Integer.toUnsignedLong(bytes.getInt(24)) : bytes.getLong(24),
            narrow ? Integer.toUnsignedLong(bytes.getInt(28)) : bytes.getLong(32),
            Short.toUnsignedInt(bytes.getShort(counts)),
            Short.toUnsignedInt(bytes.getShort(counts + 2)),
            Short.toUnsignedInt(bytes.getShort(counts + 4))));
  }

  /**
   * Reads the program headers.
   *
   * @param header a validated header: its program headers are within the file
   */
  public static List<ProgramHeader> programHeaders(SegmentData file, ElfHeader header)
      throws BadFileException {
    // At most 0xfffe headers of 56 bytes.
    int size = header.programHeaderSize();
    ByteBuffer table = FileBytes.copy(file, header.phoff(), header.phnum() * size);
    List<ProgramHeader> headers = new ArrayList<>();
    for (int i = 0; i < header.phnum(); i++) {
      headers.add(
          header.elfClass() == ElfHeader.ELFCLASS32
              ? ProgramHeader.read32(table, i * size)
              : ProgramHeader.read(table, i * size));
    }
    return headers;
  }
}
