package kexec.tck.boot;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import kexec.api.fault.BadFileException;
import kexec.api.plan.Digest;
import kexec.api.plan.SegmentData;

/** Copies the content of segments, which in these tests are small. */
final class SegmentBytes {

  private SegmentBytes() {}

  /** {@return all bytes} */
  static byte[] of(SegmentData data) throws BadFileException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(data.size()));
    data.read(chunk -> bytes.put(chunk));
    return bytes.array();
  }

  /** {@return the digest of some bytes} */
  static Digest digest(byte[] bytes) {
    try {
      return Digest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
