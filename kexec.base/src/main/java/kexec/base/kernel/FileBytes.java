package kexec.base.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;

/** Copies small parts of files. */
public final class FileBytes {

  private FileBytes() {}

  /**
   * Copies a part, so that truncation of the mapped file is detected here and nowhere else.
   *
   * @param offset the first byte
   * @param length bytes, all of them within the data
   * @return the part from position 0 to its limit, little-endian
   */
  public static ByteBuffer copy(SegmentData data, long offset, int length) throws BadFileException {
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    data.slice(offset, length).read(chunk -> copy.put(chunk));
    return copy.flip();
  }
}
