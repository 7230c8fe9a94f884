package kexec.api.plan;

import java.nio.ByteBuffer;

/** A piece of a segment's content, by source. */
public sealed interface DataPart {

  /** {@return the length of the piece in bytes, above zero} */
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
   * Bytes that were generated for the segment.
   *
   * @param bytes a read-only buffer from position 0 to its limit
   */
  record BytesPart(ByteBuffer bytes) implements DataPart {

    /** Keeps a read-only view, so that the part is immutable. */
    public BytesPart {
      bytes = bytes.asReadOnlyBuffer();
    }

    /**
     * {@return the bytes as a new read-only buffer that the caller owns, from position 0 to its
     * limit}
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
   * @param size the number of zeros
   */
  record ZeroPart(long size) implements DataPart {}
}
