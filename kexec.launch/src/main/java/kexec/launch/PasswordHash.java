package kexec.launch;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: the key that PBKDF2 derives from it with HMAC-SHA-256 (RFC 8018,
 * section 5.2), and what the derivation needs. Immutable.
 */
public final class PasswordHash {

  /** The number of iterations for new passwords: a guess takes a fraction of a second. */
  public static final int ITERATIONS = 600_000;

  /** A file that asks for fewer would make guesses cheap, one that asks for more, each login. */
  private static final int MIN_ITERATIONS = 100_000;

  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 32;
  private static final String SCHEME = "pbkdf2-hmac-sha256";
  private static final Pattern LINE =
      Pattern.compile(SCHEME + " (\\d{1,8}) ([A-Za-z0-9+/=]{24}) ([A-Za-z0-9+/=]{44})\\n?");

  private final int iterations;
  private final byte[] salt;
  private final byte[] key;

  private PasswordHash(int iterations, byte[] salt, byte[] key) {
    this.iterations = iterations;
    this.salt = salt;
    this.key = key;
  }

  /**
   * {@return the hash of a password, with a fresh salt}
   *
   * @param password not empty
   * @param iterations from 100,000 to 10,000,000
   */
  public static PasswordHash of(String password, int iterations) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(iterations, salt, derive(password, salt, iterations));
  }

  /**
   * {@return the hash that a line describes, or empty if it describes none}
   *
   * @param line what {@link #line} returns, with or without a line feed at its end
   */
  public static Optional<PasswordHash> parse(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int iterations = Integer.parseInt(parts.group(1));
    Optional<byte[]> salt = decoded(parts.group(2), SALT_BYTES);
    Optional<byte[]> key = decoded(parts.group(3), KEY_BYTES);
    return iterations < MIN_ITERATIONS
            || iterations > MAX_ITERATIONS
            || salt.isEmpty()
            || key.isEmpty()
        ? Optional.empty()
        : Optional.of(new PasswordHash(iterations, salt.get(), key.get()));
  }

  private static Optional<byte[]> decoded(String base64, int bytes) {
    try {
      byte[] decoded = Base64.getDecoder().decode(base64);
      return decoded.length == bytes ? Optional.of(decoded) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@return the hash as one line of ASCII without a line feed} */
  public String line() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "%s %s %s %s"
        .formatted(SCHEME, iterations, base64.encodeToString(salt), base64.encodeToString(key));
  }

  /**
   * {@return whether this is the hash of a password. Takes as long for a wrong one as for the right
   * one, a fraction of a second}
   *
   * @param password any text
   */
  public boolean isOf(String password) {
    return !password.isEmpty() && MessageDigest.isEqual(key, derive(password, salt, iterations));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BYTES * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }
}
