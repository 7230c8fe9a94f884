package kexec.vmtest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A kernel of this project: it reports how it was entered and what it was given, and powers off.
 * Its sources lie in {@code src/main/tinykernel}, its binaries are resources beside this class.
 */
public final class TinyKernel {

  private static final String BZIMAGE = "tiny.bzImage";
  private static final String MULTIBOOT = "tiny.multiboot";

  private static final int HEADER = 0x400;
  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final byte[] file;
  private final byte[] multiboot;

  private TinyKernel(byte[] file, byte[] multiboot) {
    this.file = file;
    this.multiboot = multiboot;
  }

  /**
   * Reads the binaries.
   *
   * @return the kernel
   * @throws IOException when they cannot be read
   */
  public static TinyKernel load() throws IOException {
    return new TinyKernel(resource(BZIMAGE), resource(MULTIBOOT));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TinyKernel.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
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
   * Returns the same kernel for Multiboot loaders.
   *
   * @return an ELF32 file, newly copied
   */
  public byte[] multiboot() {
    return multiboot.clone();
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
