package kexec.vmtest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A kernel of this project: it reports how it was entered and what it was given, and powers off.
 * Its sources lie in {@code src/main/tinykernel}, its binary is a resource beside this class.
 */
public final class TinyKernel {

  /** The resource's name. */
  static final String RESOURCE = "tiny.bzImage";

  private static final int HEADER = 0x400;
  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final byte[] file;

  private TinyKernel(byte[] file) {
    this.file = file;
  }

  /**
   * Reads the binary.
   *
   * @return the kernel
   * @throws IOException when it cannot be read
   */
  public static TinyKernel load() throws IOException {
    try (InputStream in = TinyKernel.class.getResourceAsStream(RESOURCE)) {
      return new TinyKernel(Objects.requireNonNull(in, RESOURCE).readAllBytes());
    }
  }

  /**
   * Returns the whole file.
   *
   * @return a bzImage, newly copied
   */
  public byte[] file() {
    return file.clone();
  }

  /**
   * Returns what a loader puts into memory: the protected-mode part.
   *
   * @return the file without its two sectors of header
   */
  public byte[] image() {
    return Arrays.copyOfRange(file, HEADER, file.length);
  }

  /**
   * Computes the hash that the kernel prints: FNV-1a over little-endian words of 64 bits, the last
   * one filled up with zeros.
   *
   * @param bytes any
   * @return the hash
   */
  public static long hash(byte[] bytes) {
    ByteBuffer words =
        ByteBuffer.wrap(Arrays.copyOf(bytes, (bytes.length + 7) / 8 * 8))
            .order(ByteOrder.LITTLE_ENDIAN);
    long sum = OFFSET_BASIS;
    while (words.hasRemaining()) {
      sum = (sum ^ words.getLong()) * PRIME;
    }
    return sum;
  }
}
