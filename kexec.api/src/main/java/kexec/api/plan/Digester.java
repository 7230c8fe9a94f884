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

  private final MessageDigest root = sha256();
  private final MessageDigest chunk = sha256();
  private int inChunk;
  private boolean several;

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
      if (inChunk == CHUNK) {
        root.update(chunk.digest());
        several = true;
        inChunk = 0;
      }
      int part = Math.min(CHUNK - inChunk, end - piece.position());
      piece.limit(piece.position() + part);
      chunk.update(piece);
      piece.limit(end);
      inChunk += part;
    }
  }

  /**
   * Returns the digest of all that came. Nothing may come afterwards.
   *
   * @return the digest
   */
  public Digest digest() {
    byte[] last = chunk.digest();
    return Digest.of(several ? root.digest(last) : last);
  }
}
