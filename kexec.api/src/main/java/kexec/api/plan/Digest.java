package kexec.api.plan;

import java.util.HexFormat;

/**
 * The digest of a segment's content, as {@link Digester} defines it: a SHA-256 value.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
public record Digest(String hex) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits in lower case
   */
  public Digest {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 digest: " + hex);
    }
  }

  /**
   * Returns the digest of 32 bytes.
   *
   * @param bytes what SHA-256 gave
   * @return the digest
   */
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(bytes));
  }

  /**
   * Returns the digest's bytes.
   *
   * @return 32 bytes, the caller's own
   */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
