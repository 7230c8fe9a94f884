package kexec.base.pe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The headers of a PE file, as EFI starts it (Microsoft, PE Format, "COFF File Header" and "Section
 * Table").
 *
 * @param machine {@code Machine}, 16 bits
 * @param program whether it has the optional header of a program of 32 or 64 bits
 * @param sections the sections, in order; those that are in the file's headers, at most 1024
 */
public record PeFile(int machine, boolean program, List<PeSection> sections) {

  private static final int DOS_HEADER = 64;
  private static final int MZ = 0x5a4d;
  private static final int LFANEW = 60;
  private static final int SIGNATURE = 0x4550;
  private static final int PE_HEADER = 24;
  private static final int MACHINE = 4;
  private static final int SECTION_COUNT = 6;
  private static final int OPTIONAL_HEADER_SIZE = 20;
  private static final int PE32 = 0x10b;
  private static final int PE32_PLUS = 0x20b;

  private static final int SECTION = 40;
  private static final int SECTION_NAME = 8;
  private static final int VIRTUAL_SIZE = 8;
  private static final int RAW_SIZE = 16;
  private static final int RAW_OFFSET = 20;

  /** Far more than a UKI with a dozen profiles has. */
  private static final int MOST_SECTIONS = 1024;

  /** Makes the list unmodifiable. */
  public PeFile {
    sections = List.copyOf(sections);
  }

  /**
   * Provides the content of a file.
   *
   * @param <E> what it throws if the file cannot be read
   */
  @FunctionalInterface
  public interface Source<E extends Exception> {

    /**
     * {@return a piece of the file, in a buffer that is used for nothing else}
     *
     * @param offset the first byte
     * @param length bytes, all of them within the file
     * @throws E if it cannot be read
     */
    ByteBuffer bytes(long offset, int length) throws E;
  }

  /**
   * Reads the headers.
   *
   * @param size the size of the file in bytes
   * @param source its content
   * @return the headers; empty if it is no PE file, or they are not within the file
   * @throws E as the source does
   */
  public static <E extends Exception> Optional<PeFile> read(long size, Source<E> source) throws E {
    if (size < DOS_HEADER) {
      return Optional.empty();
    }
    ByteBuffer dos = little(source.bytes(0, DOS_HEADER));
    long pe = Integer.toUnsignedLong(dos.getInt(LFANEW));
    if (Short.toUnsignedInt(dos.getShort(0)) != MZ || pe > size - PE_HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = little(source.bytes(pe, PE_HEADER));
    if (header.getInt(0) != SIGNATURE) {
      return Optional.empty();
    }
    long optional = pe + PE_HEADER;
    int magic =
        optional + Short.BYTES <= size
            ? Short.toUnsignedInt(little(source.bytes(optional, Short.BYTES)).getShort(0))
            : 0;
    int count = Short.toUnsignedInt(header.getShort(SECTION_COUNT));
    long at = optional + Short.toUnsignedInt(header.getShort(OPTIONAL_HEADER_SIZE));
    List<PeSection> sections = new ArrayList<>();
    for (int i = 0; i < Math.min(count, MOST_SECTIONS) && at <= size - SECTION; i++) {
      sections.add(section(little(source.bytes(at, SECTION))));
      at += SECTION;
    }
    return Optional.of(
        new PeFile(
            Short.toUnsignedInt(header.getShort(MACHINE)),
            magic == PE32 || magic == PE32_PLUS,
            sections));
  }

  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The file may have less than is in memory, and more, because it is padded there. */
  private static PeSection section(ByteBuffer entry) {
    String name =
        StandardCharsets.ISO_8859_1.decode(entry.slice(entry.position(), SECTION_NAME)).toString();
    int end = name.indexOf('\0');
    long virtual = Integer.toUnsignedLong(entry.getInt(VIRTUAL_SIZE));
    long raw = Integer.toUnsignedLong(entry.getInt(RAW_SIZE));
    return new PeSection(
        end < 0 ? name : name.substring(0, end),
        Integer.toUnsignedLong(entry.getInt(RAW_OFFSET)),
        virtual == 0 ? raw : Math.min(virtual, raw));
  }
}
