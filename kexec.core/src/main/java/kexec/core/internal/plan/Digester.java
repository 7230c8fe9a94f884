package kexec.core.internal.plan;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import kexec.api.fault.BadFileException;
import kexec.api.plan.Digest;
import kexec.api.plan.SegmentData;

/** Takes digests of segment contents, without copying them. */
public final class Digester {

  private Digester() {}

  /**
   * Takes the SHA-256 digest of some content.
   *
   * @param data the content
   * @return its digest
   * @throws BadFileException if a mapped file was cut short
   */
  public static Digest digest(SegmentData data) throws BadFileException {
    MessageDigest sha = sha256();
    data.read(sha::update);
    return Digest.of(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform must have it (java.security.MessageDigest).
      throw new IllegalStateException(e);
    }
  }
}
