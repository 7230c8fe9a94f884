package kexec.api.plan;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a segment's content, as {@link Digester} defines it: a SHA-256 value.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
public record Digest(String hex) {

  /**
   * Checks the format.
   *
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits in lower case
   */
  public Digest {
    if (hex.length() != 64 || !hex.chars().allMatch(Digest::isDigit)) {
      throw new IllegalArgumentException("not a SHA-256 digest: " + hex);
    }
  }

  /**
   * {@return the digest with the given bytes}
   *
   * @param bytes the 32 bytes of the SHA-256 result
   */
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(bytes));
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /** {@return the digest's 32 bytes; a new array that the caller owns} */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  // Written out for the reason that MemoryType gives.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest digest && digest.hex.equals(hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  @Override
  public String toString() {
    return hex;
  }
}
