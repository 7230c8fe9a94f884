package kexec.webconsole.internal.guard;

/** Limits wrong passwords: a few at once, and then one in ten seconds. Not thread-safe. */
final class GuessLimit {

  private static final long NANOS_FOR_ONE = 10_000_000_000L;
  private static final int AT_ONCE = 10;

  /** When all are free again; the time of the clock. */
  private long freeAt;

  GuessLimit(long now) {
    freeAt = now;
  }

  /** {@return the seconds until another attempt is allowed; 0 if one is allowed now} */
  long waitSeconds(long now) {
    long beyond = freeAt - now - NANOS_FOR_ONE * (AT_ONCE - 1);
    return beyond <= 0 ? 0 : (beyond + 999_999_999L) / 1_000_000_000L;
  }

  /** Counts a wrong password. */
  void failed(long now) {
    freeAt = (freeAt - now < 0 ? now : freeAt) + NANOS_FOR_ONE;
  }
}
