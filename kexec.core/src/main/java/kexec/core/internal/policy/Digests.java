package kexec.core.internal.policy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;

/** SHA-256 digests as sha256sum(1) computes them, in lower-case hexadecimal digits. */
final class Digests {

  private Digests() {}

  static String of(byte[] bytes) {
    return hex(sha256().digest(bytes));
  }

  /**
   * {@return the digest of the whole content, which is read for it}
   *
   * @throws BadFileException if a file was truncated since it was mapped, or cannot be read
   */
  static String of(SegmentData data) throws BadFileException {
    MessageDigest digest = sha256();
    data.read(digest::update);
    return hex(digest.digest());
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
