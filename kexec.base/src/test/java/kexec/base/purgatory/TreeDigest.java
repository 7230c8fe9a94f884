package kexec.base.purgatory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The digest of a segment's content, implemented from docs/purgatory.md alone. */
public final class TreeDigest {

  private static final int CHUNK = 1 << 20;

  private TreeDigest() {}

  public static byte[] of(byte[] content) throws NoSuchAlgorithmException {
    if (content.length <= CHUNK) {
      return sha256().digest(content);
    }
    MessageDigest tree = sha256();
    for (int at = 0; at < content.length; at += CHUNK) {
      int end = Math.min(at + CHUNK, content.length);
      tree.update(sha256().digest(Arrays.copyOfRange(content, at, end)));
    }
    return tree.digest();
  }

  private static MessageDigest sha256() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256");
  }
}
