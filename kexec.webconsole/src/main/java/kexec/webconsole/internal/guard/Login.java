package kexec.webconsole.internal.guard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import kexec.api.fault.Attempt;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.launch.PasswordHash;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is the operator's, by HTTP's Basic authentication (RFC 7617).
 *
 * <p>Thread-safe; one password is checked at a time. A browser sends the password with each
 * request: the last one that was right is remembered by a keyed digest, so that it is derived once
 * and not for each picture. A password that was set anew is the only one from then on.
 */
public final class Login {

  /** The only user. */
  public static final String USER = "admin";

  /** The answer to a request. */
  public sealed interface Answer {}

  /** It is the operator's. */
  public record Welcome() implements Answer {}

  /**
   * It has no password or a wrong one.
   *
   * @param attempted whether it has a wrong one
   */
  public record Unknown(boolean attempted) implements Answer {}

  /**
   * There were too many wrong passwords.
   *
   * @param seconds when to try again
   */
  public record TooMany(long seconds) implements Answer {}

  /**
   * Nobody can log in.
   *
   * @param fault why, and what to do
   */
  public record Closed(Fault fault) implements Answer {}

  private static final String SCHEME = "Basic ";
  private static final int MAX_CHARACTERS = 8192;

  private final Attempt<PasswordHash> source;
  private final LongSupplier nanoTime;
  private final GuessLimit limit;
  private final SecretKeySpec key;
  private byte @Nullable [] last;

  /**
   * Creates the object.
   *
   * @param source reads the hash of the password
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  public Login(Attempt<PasswordHash> source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.limit = new GuessLimit(nanoTime.getAsLong());
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, "HmacSHA256");
  }

  /**
   * {@return the answer to a request}
   *
   * @param authorization the header {@code Authorization}
   */
  public synchronized Answer answer(Optional<String> authorization) {
    PasswordHash hash;
    try {
      hash = source.run();
    } catch (KexecException e) {
      return new Closed(e.fault());
    }
    if (authorization.isEmpty()) {
      return new Unknown(false);
    }
    long wait = limit.waitSeconds(nanoTime.getAsLong());
    if (wait > 0) {
      return new TooMany(wait);
    }
    if (password(authorization.get()).filter(given -> isRight(given, hash)).isPresent()) {
      return new Welcome();
    }
    limit.failed(nanoTime.getAsLong());
    return new Unknown(true);
  }

  private static Optional<String> password(String authorization) {
    if (authorization.length() > MAX_CHARACTERS
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip());
      String both = new String(decoded, StandardCharsets.UTF_8);
      return both.startsWith(USER + ":")
          ? Optional.of(both.substring(USER.length() + 1))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isRight(String password, PasswordHash hash) {
    byte[] given = digest(hash.line() + ' ' + password);
    if (last != null && MessageDigest.isEqual(last, given)) {
      return true;
    }
    boolean right = hash.isOf(password);
    if (right) {
      last = given;
    }
    return right;
  }

  private byte[] digest(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
