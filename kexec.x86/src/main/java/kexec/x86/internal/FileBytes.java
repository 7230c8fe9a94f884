package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.fault.BadFileException;
import kexec.api.plan.MappedFile;

/** Copies small pieces out of files. */
final class FileBytes {

  private FileBytes() {}

  /**
   * Copies a piece, so that a file which is cut short meanwhile shows here and nowhere else.
   *
   * @param offset the first byte
   * @param length bytes, all of them within the file
   * @return the piece from position 0 to its limit, little-endian as everything on x86
   */
  static ByteBuffer copy(MappedFile file, long offset, int length) throws BadFileException {
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.data().slice(offset, length).read(chunk -> copy.put(chunk));
    return copy.flip();
  }
}
