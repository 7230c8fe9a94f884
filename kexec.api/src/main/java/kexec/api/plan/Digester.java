package kexec.api.plan;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Takes the digest of content that comes piece by piece: its SHA-256 up to {@link #CHUNK} bytes,
 * beyond that the SHA-256 of the SHA-256s of its chunks, so that several processors can share the
 * work.
 *
 * <p>Used by one thread at a time, for one content.
 */
public final class Digester {

  /** Bytes of content that are hashed as one. */
  public static final int CHUNK = 1 << 20;

  private static final byte[] ZEROS = new byte[1 << 12];
  private static final byte[] ZERO_CHUNK = sha256().digest(new byte[CHUNK]);

  private final MessageDigest root = sha256();
  private final MessageDigest chunk = sha256();
  private int inChunk;
  private boolean several;
  private boolean chunkOfZeros;

  /** Begins with no content. */
  public Digester() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Takes the next piece.
   *
   * @param piece from its position to its limit, which is its position afterwards
   */
  public void update(ByteBuffer piece) {
    int end = piece.limit();
    while (piece.position() < end) {
      endChunk();
      int part = Math.min(CHUNK - inChunk, end - piece.position());
      piece.limit(piece.position() + part);
      chunk.update(piece);
      piece.limit(end);
      inChunk += part;
    }
  }

  /** Returns the digest of a chunk of zeros, so that nobody has to take it twice. */
  static byte[] zeroChunk() {
    return ZERO_CHUNK.clone();
  }

  /**
   * Takes zeros, in much less time than as many bytes.
   *
   * @param count how many, not negative
   */
  public void updateZeros(long count) {
    long left = count;
    while (left > 0) {
      endChunk();
      if (inChunk == 0 && left >= CHUNK) {
        chunkOfZeros = true;
        inChunk = CHUNK;
        left -= CHUNK;
      } else {
        int part = (int) Math.min(Math.min(CHUNK - inChunk, left), ZEROS.length);
        chunk.update(ZEROS, 0, part);
        inChunk += part;
        left -= part;
      }
    }
  }

  private void endChunk() {
    if (inChunk == CHUNK) {
      root.update(chunkDigest());
      several = true;
      inChunk = 0;
    }
  }

  private byte[] chunkDigest() {
    boolean zeros = chunkOfZeros;
    chunkOfZeros = false;
    return zeros ? zeroChunk() : chunk.digest();
  }

  /**
   * Returns the digest of all that came. Nothing may come afterwards.
   *
   * @return the digest
   */
  public Digest digest() {
    byte[] last = chunkDigest();
    return Digest.of(several ? root.digest(last) : last);
  }
}
