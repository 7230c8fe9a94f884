package kexec.api.plan;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Computes the digest of content that arrives piece by piece. For up to {@link #CHUNK} bytes it is
 * the SHA-256 of the content. For more it is the SHA-256 of the SHA-256s of the chunks, so that
 * several processors can share the work.
 *
 * <p>Not thread-safe. An instance is used for one content.
 */
public final class Digester {

  /** Bytes of content per chunk. */
  public static final int CHUNK = 1 << 20;

  private static final byte[] ZEROS = new byte[1 << 12];
  // Computed at the start, while nothing is compiled yet, it would take a command a third of its
  // time.
  private static final byte[] ZERO_CHUNK =
      HexFormat.of().parseHex("30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58");

  private static final MessageDigest SHA_256 = newSha256();

  private final MessageDigest root = sha256();
  private final MessageDigest chunk = sha256();
  private int inChunk;
  private boolean several;
  private boolean chunkOfZeros;

  /** Starts with empty content. */
  public Digester() {}

  /** Copies one that is never used, which is much faster than to search for a provider again. */
  static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      return newSha256();
    }
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Computes the digest of content that can be read anywhere, on all available processors.
   *
   * @param size bytes, not negative
   * @param chunk digests the chunk of an index: {@link #CHUNK} bytes, or what is left of them.
   *     Called by several threads
   * @return the digest of the whole
   */
  public static Digest ofChunks(long size, LongFunction<Digest> chunk) {
    return ofChunks(size, chunk, bytes -> {});
  }

  /**
   * Computes the digest of content that can be read anywhere, on all available processors.
   *
   * @param size bytes, not negative
   * @param chunk digests the chunk of an index: {@link #CHUNK} bytes, or what is left of them.
   *     Called by several threads
   * @param done told on the calling thread, now and then, how many bytes were digested since it was
   *     last called: {@code size} in all
   * @return the digest of the whole
   */
  public static Digest ofChunks(long size, LongFunction<Digest> chunk, LongConsumer done) {
    if (size <= CHUNK) {
      Digest digest = chunk.apply(0);
      done.accept(size);
      return digest;
    }
    MessageDigest root = sha256();
    // The calling thread takes part in the work, and tells of that of all.
    Thread caller = Thread.currentThread();
    AtomicLong untold = new AtomicLong();
    LongStream.rangeClosed(0, (size - 1) / CHUNK)
        .parallel()
        .mapToObj(
            index -> {
              byte[] bytes = chunk.apply(index).bytes();
              untold.addAndGet(Math.min(CHUNK, size - index * CHUNK));
              if (Thread.currentThread().equals(caller)) {
                done.accept(untold.getAndSet(0));
              }
              return bytes;
            })
        .forEachOrdered(root::update);
    done.accept(untold.get());
    return Digest.of(root.digest());
  }

  /**
   * Adds the next piece.
   *
   * @param piece read from its position to its limit; its position is its limit afterwards
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

  /** Returns the precomputed digest of a chunk of zeros. */
  static byte[] zeroChunk() {
    return ZERO_CHUNK.clone();
  }

  /**
   * Adds zeros, much faster than {@link #update} with the same number of bytes.
   *
   * @param count the number of zeros, not negative
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

  /** {@return the digest of everything that was added. Nothing may be added afterwards} */
  public Digest digest() {
    byte[] last = chunkDigest();
    return Digest.of(several ? root.digest(last) : last);
  }
}
