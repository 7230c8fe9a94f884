package kexec.base.pe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;
import kexec.api.text.Size;

/**
 * What of an EFI program is signed, and its signatures (Microsoft, "Windows Authenticode Portable
 * Executable Signature Format", and PE Format, "The Attribute Certificate Table").
 *
 * <p>Stricter than the specification, so that nothing in the file is outside the digest except the
 * checksum, the entry of the certificate table in the header, and the table itself at the file's
 * end: sections follow each other without gaps and overlaps.
 */
public final class Authenticode {

  private static final int MZ = 0x5a4d;
  private static final int SIGNATURE = 0x4550;
  private static final int PE32 = 0x10b;
  private static final int PE32_PLUS = 0x20b;

  // Offsets from the file's beginning, and from the PE signature.
  private static final int DOS_HEADER = 64;
  private static final int LFANEW = 60;
  private static final int SECTION_COUNT = 6;
  private static final int OPTIONAL_HEADER_SIZE = 20;
  private static final int OPTIONAL_HEADER = 24;

  // Offsets from the optional header.
  private static final int SIZE_OF_HEADERS = 60;
  private static final int CHECKSUM = 64;
  private static final int DIRECTORIES_PE32 = 96;
  private static final int DIRECTORIES_PE32_PLUS = 112;

  /** The index of the certificate table, and the size of a directory's entry in bytes. */
  private static final int CERTIFICATES = 4;

  private static final int DIRECTORY = 8;

  private static final int SECTION = 40;
  private static final int RAW_SIZE = 16;
  private static final int RAW_OFFSET = 20;

  /** {@code WIN_CERTIFICATE}, whose length includes these bytes. */
  private static final int CERTIFICATE_HEADER = 8;

  private static final int TYPE = 6;
  private static final int PKCS_SIGNED_DATA = 2;

  /** Real signatures have 1 to 10 KiB. */
  private static final long LONGEST_TABLE = 1L << 20;

  private static final int MOST_SIGNATURES = 16;

  private final Path path;
  private final SegmentData file;
  private final long checksum;
  private final long directory;
  private final long end;

  private Authenticode(Path path, SegmentData file, long checksum, long directory, long end) {
    this.path = path;
    this.file = file;
    this.checksum = checksum;
    this.directory = directory;
    this.end = end;
  }

  /**
   * Reads a program's headers.
   *
   * @param path the program's file, for messages
   * @param file its content; untrusted
   * @return empty if it is no PE file, or has no place for signatures
   * @throws BadFileException with the code {@code policy-signature-broken} if its digest would not
   *     cover everything, or its certificate table is damaged
   */
  public static Optional<Authenticode> read(Path path, SegmentData file) throws BadFileException {
    return new Headers(path, file).read();
  }

  /** {@return the signatures in DER, each possibly followed by padding; empty if it has none} */
  public List<byte[]> signatures() throws BadFileException {
    List<byte[]> found = new ArrayList<>();
    long at = end;
    while (at < file.size()) {
      if (file.size() - at < CERTIFICATE_HEADER) {
        throw broken(path, "the certificate table ends within an entry");
      }
      ByteBuffer header = little(file, at, CERTIFICATE_HEADER);
      long length = Integer.toUnsignedLong(header.getInt(0));
      if (length < CERTIFICATE_HEADER || length > file.size() - at) {
        throw broken(
            path,
            "an entry of the certificate table at 0x%x has a length of %s bytes"
                .formatted(at, length));
      }
      if (Short.toUnsignedInt(header.getShort(TYPE)) == PKCS_SIGNED_DATA) {
        if (found.size() == MOST_SIGNATURES) {
          throw broken(path, "it has more than " + MOST_SIGNATURES + " signatures");
        }
        byte[] signature = new byte[(int) length - CERTIFICATE_HEADER];
        file.buffer(at + CERTIFICATE_HEADER, signature.length).get(signature);
        found.add(signature);
      }
      at += (length + 7) & -8;
    }
    return found;
  }

  /**
   * {@return the digest of everything that is signed}
   *
   * @param algorithm its name in the Java platform, which must have it
   * @throws BadFileException if the file was truncated, or cannot be read
   */
  public byte[] digest(String algorithm) throws BadFileException {
    MessageDigest digest = of(algorithm);
    for (SegmentData piece : signedPieces()) {
      piece.read(digest::update);
    }
    return digest.digest();
  }

  private static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("no digest " + algorithm, e);
    }
  }

  private List<SegmentData> signedPieces() {
    return List.of(
        file.slice(0, checksum),
        file.slice(checksum + Integer.BYTES, directory - checksum - Integer.BYTES),
        file.slice(directory + DIRECTORY, end - directory - DIRECTORY));
  }

  /**
   * {@return the content as far as it is signed: without the certificate table, and with zeros in
   * the other places that no signature covers. Nothing else of a file may be used because of its
   * signature: whoever has a signed file can write there what they like}
   */
  public SegmentData signedContent() {
    List<SegmentData> pieces = signedPieces();
    return SegmentData.concat(
        List.of(
            pieces.get(0),
            SegmentData.zeros(Integer.BYTES),
            pieces.get(1),
            SegmentData.zeros(DIRECTORY),
            pieces.get(2)));
  }

  private static ByteBuffer little(SegmentData file, long offset, int length) {
    return file.buffer(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static BadFileException broken(Path path, String cause) {
    return new BadFileException(
        new Fault(
            "policy-signature-broken",
            "reading the signatures of " + FileName.of(path),
            cause,
            "Get the file anew from where it came, or sign it anew."));
  }

  /** The headers of a file that is being read. */
  private record Headers(Path path, SegmentData file) {

    private Optional<Authenticode> read() throws BadFileException {
      long size = file.size();
      if (size < DOS_HEADER || word(0) != MZ) {
        return Optional.empty();
      }
      long pe = number(LFANEW);
      long optional = pe + OPTIONAL_HEADER;
      if (optional + SIZE_OF_HEADERS > size || number(pe) != SIGNATURE) {
        return Optional.empty();
      }
      long sections = optional + word(pe + OPTIONAL_HEADER_SIZE);
      int magic = word(optional);
      if (magic != PE32 && magic != PE32_PLUS) {
        return Optional.empty();
      }
      long directories = optional + (magic == PE32 ? DIRECTORIES_PE32 : DIRECTORIES_PE32_PLUS);
      long directory = directories + CERTIFICATES * DIRECTORY;
      if (directories > size || number(directories - Integer.BYTES) <= CERTIFICATES) {
        return Optional.empty();
      }
      int count = word(pe + SECTION_COUNT);
      long headers = number(optional + SIZE_OF_HEADERS);
      if (directory + DIRECTORY > sections
          || sections + (long) count * SECTION > headers
          || headers > size) {
        throw broken(path, "its headers are not within their own size");
      }
      long content = endOfSections(sections, count, headers);
      return Optional.of(
          new Authenticode(
              path, file, optional + CHECKSUM, directory, endOfContent(directory, content)));
    }

    private record Raw(long offset, long size) {}

    private long endOfSections(long table, int count, long headers) throws BadFileException {
      List<Raw> sections = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long at = table + (long) i * SECTION;
        sections.add(new Raw(number(at + RAW_OFFSET), number(at + RAW_SIZE)));
      }
      sections.removeIf(section -> section.size() == 0);
      sections.sort(Comparator.comparingLong(Raw::offset));
      long end = headers;
      for (Raw section : sections) {
        if (section.offset() != end) {
          throw broken(
              path,
              "its section at 0x%x does not follow what is before it, which ends at 0x%x: no signature covers that"
                  .formatted(section.offset(), end));
        }
        end += section.size();
      }
      if (end > file.size()) {
        throw broken(
            path, "its sections end at 0x%x, but it has %s".formatted(end, Size.both(file.size())));
      }
      return end;
    }

    private long endOfContent(long directory, long content) throws BadFileException {
      long table = number(directory);
      long length = number(directory + Integer.BYTES);
      if (table == 0 && length == 0) {
        return file.size();
      }
      // Both have 32 bits, so their sum has at most 33.
      if (table < content || table + length != file.size()) {
        throw broken(
            path,
            "its certificate table, of %s bytes at 0x%x, is not the end of the file"
                .formatted(length, table));
      }
      if (length > LONGEST_TABLE) {
        throw broken(path, "its certificate table has %s".formatted(Size.both(length)));
      }
      return table;
    }

    private int word(long at) {
      return Short.toUnsignedInt(little(file, at, Short.BYTES).getShort(0));
    }

    private long number(long at) {
      return Integer.toUnsignedLong(little(file, at, Integer.BYTES).getInt(0));
    }
  }
}
