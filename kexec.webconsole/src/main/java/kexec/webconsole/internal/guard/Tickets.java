package kexec.webconsole.internal.guard;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Values under names that nobody can guess, kept for a while. A page's form has the name of what it
 * is to do; a page of another site cannot know one, so that it can have nothing done.
 *
 * <p>Thread-safe. When it is full, the oldest value goes.
 *
 * @param <T> the values
 */
public final class Tickets<T> {

  private static final int NAME_BYTES = 24;

  private record Kept<T>(T value, long until) {}

  private final int size;
  private final long nanos;
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Kept<T>> kept = new LinkedHashMap<>();

  /**
   * Creates the object.
   *
   * @param size how many values are kept, at least 1
   * @param nanos how long each is kept
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  public Tickets(int size, long nanos, LongSupplier nanoTime) {
    this.size = size;
    this.nanos = nanos;
    this.nanoTime = nanoTime;
  }

  /**
   * {@return the name of a value that is kept from now on: letters, digits, {@code -}, {@code _}}
   */
  public synchronized String issue(T value) {
    byte[] bytes = new byte[NAME_BYTES];
    random.nextBytes(bytes);
    dropOld();
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (kept.size() >= size) {
      kept.remove(kept.keySet().iterator().next());
    }
    kept.put(name, new Kept<>(value, nanoTime.getAsLong() + nanos));
    return name;
  }

  /** {@return the value with a name, which stays; empty if there is none or it is too old} */
  public synchronized Optional<T> look(String name) {
    dropOld();
    return Optional.ofNullable(kept.get(name)).map(Kept::value);
  }

  /** {@return the value with a name, which is gone from then on; empty as for {@link #look}} */
  public synchronized Optional<T> redeem(String name) {
    dropOld();
    return Optional.ofNullable(kept.remove(name)).map(Kept::value);
  }

  /** Values may hold files. */
  private void dropOld() {
    long now = nanoTime.getAsLong();
    kept.values().removeIf(found -> found.until() - now <= 0);
  }
}
