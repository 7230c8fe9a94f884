package kexec.receiver.machine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Whether a file has a signature where Linux looks for it: in the certificate table of an EFI
 * program (Microsoft, PE Format, "Optional Header Data Directories"). Only the kernel can verify
 * it.
 */
final class PeSignature {

  private static final int MZ = 0x5a4d;
  private static final int PE = 0x4550;
  private static final int PE32 = 0x10b;
  private static final int PE32_PLUS = 0x20b;

  // Offsets from the PE signature; the COFF header has 20 bytes.
  private static final int E_LFANEW = 0x3c;
  private static final int OPTIONAL_HEADER = 24;
  private static final int DIRECTORIES_PE32 = OPTIONAL_HEADER + 96;
  private static final int DIRECTORIES_PE32_PLUS = OPTIONAL_HEADER + 112;

  /** The index of the certificate table, and the size of a directory in bytes. */
  private static final int CERTIFICATES = 4;

  private static final int DIRECTORY = 8;

  private PeSignature() {}

  /**
   * {@return whether a file has a signature; false also if it is not an EFI program, or is
   * truncated}
   *
   * @throws IOException if the file cannot be read
   */
  static boolean isIn(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (word(channel, 0) != MZ) {
        return false;
      }
      long pe = number(channel, E_LFANEW);
      if (number(channel, pe) != PE) {
        return false;
      }
      int magic = word(channel, pe + OPTIONAL_HEADER);
      if (magic != PE32 && magic != PE32_PLUS) {
        return false;
      }
      long directories = pe + (magic == PE32 ? DIRECTORIES_PE32 : DIRECTORIES_PE32_PLUS);
      if (number(channel, directories - Integer.BYTES) <= CERTIFICATES) {
        return false;
      }
      long at = directories + CERTIFICATES * DIRECTORY;
      long start = number(channel, at);
      long size = number(channel, at + Integer.BYTES);
      // Both have 32 bits, so their sum has at most 33.
      return start > 0 && size > 0 && start + size <= channel.size();
    } catch (EOFException e) {
      return false;
    }
  }

  private static int word(FileChannel channel, long at) throws IOException {
    return Short.toUnsignedInt(bytes(channel, at, Short.BYTES).getShort(0));
  }

  private static long number(FileChannel channel, long at) throws IOException {
    return Integer.toUnsignedLong(bytes(channel, at, Integer.BYTES).getInt(0));
  }

  private static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    return buffer;
  }
}
