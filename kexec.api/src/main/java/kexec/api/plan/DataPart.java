package kexec.api.plan;

import java.nio.ByteBuffer;

/** A piece of a segment's content, by where it comes from. */
public sealed interface DataPart {

  /**
   * Returns how long the piece is.
   *
   * @return bytes, above zero
   */
  long size();

  /**
   * A piece of a mapped file.
   *
   * @param file the file
   * @param offset the piece's first byte in the file
   * @param size bytes
   */
  record FilePart(MappedFile file, long offset, long size) implements DataPart {}

  /**
   * Bytes that were made for the segment.
   *
   * @param bytes a read-only buffer from position 0 to its limit
   */
  record BytesPart(ByteBuffer bytes) implements DataPart {

    /** Takes a read-only view, so that the part itself cannot be changed. */
    public BytesPart {
      bytes = bytes.asReadOnlyBuffer();
    }

    /**
     * Returns the bytes.
     *
     * @return a read-only buffer of the caller's own, from position 0 to its limit
     */
    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }

    @Override
    public long size() {
      return bytes.limit();
    }
  }

  /**
   * Zeros.
   *
   * @param size how many
   */
  record ZeroPart(long size) implements DataPart {}
}
