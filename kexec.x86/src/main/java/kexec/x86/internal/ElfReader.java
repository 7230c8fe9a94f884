package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.plan.MappedFile;

/** Reads ELF headers and program headers. */
final class ElfReader {

  private static final int EI_CLASS = 4;
  private static final int EI_DATA = 5;
  private static final int EI_VERSION = 6;
  private static final int ELFDATA2MSB = 2;

  private ElfReader() {}

  /**
   * Looks for the magic number.
   *
   * @return what was not seen, in words; nothing where it is there
   */
  static Optional<String> missing(MappedFile file) throws BadFileException {
    if (file.size() < Integer.BYTES) {
      return Optional.of("the file has " + file.size() + " bytes, too few for an ELF magic number");
    }
    int magic = FileBytes.copy(file, 0, Integer.BYTES).getInt(0);
    return magic == ElfHeader.MAGIC
        ? Optional.empty()
        : Optional.of("the file does not start with \"\\177ELF\"");
  }

  /**
   * Reads the header. Of a file of the other class or byte order, what lies elsewhere there is
   * nonsense; type and machine are right in all of them.
   *
   * @return the header; nothing where the file ends within it
   */
  static Optional<ElfHeader> header(MappedFile file) throws BadFileException {
    if (file.size() < ElfHeader.SIZE) {
      return Optional.empty();
    }
    ByteBuffer bytes = FileBytes.copy(file, 0, ElfHeader.SIZE);
    int data = bytes.get(EI_DATA);
    bytes.order(data == ELFDATA2MSB ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return Optional.of(
        new ElfHeader(
            Byte.toUnsignedInt(bytes.get(EI_CLASS)),
            Byte.toUnsignedInt(bytes.get(EI_DATA)),
            Byte.toUnsignedInt(bytes.get(EI_VERSION)),
            Short.toUnsignedInt(bytes.getShort(16)),
            Short.toUnsignedInt(bytes.getShort(18)),
            Integer.toUnsignedLong(bytes.getInt(20)),
            bytes.getLong(24),
            bytes.getLong(32),
            Short.toUnsignedInt(bytes.getShort(52)),
            Short.toUnsignedInt(bytes.getShort(54)),
            Short.toUnsignedInt(bytes.getShort(56))));
  }

  /**
   * Reads the program headers.
   *
   * @param header one that was judged: its program headers lie in the file
   */
  static List<ProgramHeader> programHeaders(MappedFile file, ElfHeader header)
      throws BadFileException {
    // At most 0xfffe of 56 bytes.
    ByteBuffer table = FileBytes.copy(file, header.phoff(), header.phnum() * ProgramHeader.SIZE);
    List<ProgramHeader> headers = new ArrayList<>();
    for (int i = 0; i < header.phnum(); i++) {
      headers.add(ProgramHeader.read(table, i * ProgramHeader.SIZE));
    }
    return headers;
  }
}
