package kexec.images.internal.keep;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A delay by the clock of the system, which people are told of and which may be set anew: set
 * forward, it is over early; set back, it begins again, and does not last until that clock has come
 * there once more.
 *
 * @param from when it began
 * @param length how long it lasts; not negative
 */
record Pause(Instant from, Duration length) {

  /** A delay that is over. */
  static final Pause NONE = new Pause(Instant.EPOCH, Duration.ZERO);

  /** {@return this delay, or the same from now if the clock was set back before its beginning} */
  Pause at(Instant now) {
    return now.isBefore(from) ? new Pause(now, length) : this;
  }

  Instant end() {
    return from.plus(length);
  }

  /** {@return how long it lasts still; empty if it is over} */
  Optional<Duration> rest(Instant now) {
    return now.isBefore(end()) ? Optional.of(Duration.between(now, end())) : Optional.empty();
  }
}
