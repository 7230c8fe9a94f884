package kexec.wrap.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.plan.DataPart.BytesPart;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.progress.ProgressListener;
import kexec.api.text.FileName;

/**
 * Data to unwrap.
 *
 * @param file the file that it is in
 * @param data the file's data, or what was in an outer wrapper
 * @param progress told how much is uncompressed
 */
record WrappedData(MappedFile file, SegmentData data, ProgressListener progress) {

  /** The length of the longest header that is looked at to recognise a format. */
  private static final int HEAD = 64;

  /** {@return the first 64 bytes, with zeros in place of those that are not there} */
  byte[] head() throws BadFileException {
    byte[] head = new byte[HEAD];
    int length = (int) Math.min(HEAD, data.size());
    bytes(0, length).get(head, 0, length);
    return head;
  }

  /**
   * {@return a copy of a piece, big-endian}
   *
   * @param offset the first byte
   * @param length bytes, all of them within the data
   */
  ByteBuffer bytes(long offset, int length) throws BadFileException {
    ByteBuffer copy = ByteBuffer.allocate(length);
    data.slice(offset, length).read(chunk -> copy.put(chunk));
    return copy.flip();
  }

  /** {@return whether a piece is within the data; both numbers are not negative} */
  boolean has(long offset, long length) {
    return offset <= data.size() && length <= data.size() - offset;
  }

  /** {@return the bytes of the data that are in memory already, and not in the file} */
  long inMemory() {
    return data.parts().stream()
        .filter(BytesPart.class::isInstance)
        .mapToLong(part -> part.size())
        .sum();
  }

  /** {@return the same data as another piece, for example without a header} */
  WrappedData piece(long offset, long length) {
    return new WrappedData(file, data.slice(offset, length), progress);
  }

  BadFileException refusal(String code, String cause, String cure) {
    return new BadFileException(fault(code, cause, cure));
  }

  BadFileException refusal(String code, String cause, String cure, Throwable reason) {
    return new BadFileException(fault(code, cause, cure), reason);
  }

  private Fault fault(String code, String cause, String cure) {
    return new Fault(
        code, "taking the kernel out of %s".formatted(FileName.of(file.path())), cause, cure);
  }

  static ByteBuffer big(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }

  static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return a text up to its first NUL} */
  static String untilNul(CharSequence text) {
    String whole = text.toString();
    int end = whole.indexOf('\0');
    return end < 0 ? whole : whole.substring(0, end);
  }
}
