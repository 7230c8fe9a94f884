package kexec.base.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import kexec.api.fault.BadFileException;
import kexec.api.plan.DataPart;
import kexec.api.plan.DataPart.FilePart;
import kexec.api.plan.DataPart.ZeroPart;
import kexec.api.plan.SegmentData;

/** Copies the contents of segments to files, of which nothing passes through the heap. */
public final class ContentCopy {

  private ContentCopy() {}

  /**
   * Writes content at a channel's position, which is behind it afterwards. Known runs of zeros
   * become holes.
   *
   * @param data the content
   * @param to a file without content from its position on
   * @throws IOException if it cannot be written
   * @throws BadFileException if a file of the content was truncated since it was mapped, or cannot
   *     be read to its end
   */
  public static void write(SegmentData data, FileChannel to) throws IOException, BadFileException {
    try {
      long at = 0;
      for (DataPart part : data.parts()) {
        if (part instanceof ZeroPart) {
          skip(to, part.size());
        } else {
          long done = part instanceof FilePart piece ? copied(piece, to) : 0;
          data.slice(at + done, part.size() - done).read(chunk -> writeWhole(to, chunk));
        }
        at += part.size();
      }
    } catch (UncheckedIOException e) {
      // The system refuses to write from a mapping whose file has become shorter.
      data.requireWhole();
      throw e.getCause();
    }
  }

  /**
   * Writes a chunk at a channel's position, which is behind it afterwards.
   *
   * @param chunk the bytes, from its position to its limit
   * @param to the channel
   * @throws IOException if they cannot be written
   */
  public static void write(ByteBuffer chunk, FileChannel to) throws IOException {
    while (chunk.hasRemaining()) {
      to.write(chunk);
    }
  }

  /**
   * Leaves a hole, which reads as zeros and uses no space; writing the last byte sets the length.
   */
  private static void skip(FileChannel to, long zeros) throws IOException {
    to.position(to.position() + zeros - 1);
    writeWhole(to, ByteBuffer.allocate(1));
  }

  /**
   * Lets the kernel copy a file. Only a file that is held by a lease is sure to be opened again by
   * its path.
   *
   * @return the bytes copied. Fewer than the piece has if the rest cannot be copied in this way:
   *     the mapping shows why, or has it
   */
  private static long copied(FilePart piece, FileChannel to) throws IOException {
    if (!piece.file().isHeld()) {
      return 0;
    }
    long done = 0;
    try (FileChannel from = FileChannel.open(piece.file().openPath(), StandardOpenOption.READ)) {
      long more = 1;
      while (done < piece.size() && more > 0) {
        more = from.transferTo(piece.offset() + done, piece.size() - done, to);
        done += more;
      }
    }
    return done;
  }

  private static void writeWhole(FileChannel to, ByteBuffer chunk) {
    try {
      write(chunk, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
