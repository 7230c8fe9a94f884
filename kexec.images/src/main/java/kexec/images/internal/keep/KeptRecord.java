package kexec.images.internal.keep;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is remembered of a configuration between two processes.
 *
 * @param name its name
 * @param loaded the digests of the requests that were loaded and may be wanted still, the newest
 *     first; unmodifiable, may be empty
 * @param loading the digest of the request whose load has begun and not ended, as far as is known
 * @param refusal why it was not loaded when it was tried last; empty if it was
 */
record KeptRecord(
    String name, List<String> loaded, Optional<String> loading, Optional<Refusal> refusal) {

  /** An image can be in a slot of each of a few machines. */
  static final int MOST_LOADED = 8;

  /** Makes the list unmodifiable. */
  KeptRecord {
    loaded = List.copyOf(loaded);
  }

  /**
   * Why a configuration is not loaded.
   *
   * @param text what, why and the cure
   * @param nextTry when it is tried again; empty if only a change can help
   */
  record Refusal(String text, Optional<Instant> nextTry) {}

  static KeptRecord none(String name) {
    return new KeptRecord(name, List.of(), Optional.empty(), Optional.empty());
  }

  KeptRecord begun(String digest) {
    return new KeptRecord(name, loaded, Optional.of(digest), refusal);
  }

  KeptRecord done(String digest) {
    List<String> all =
        Stream.concat(Stream.of(digest), loaded.stream().filter(other -> !other.equals(digest)))
            .limit(MOST_LOADED)
            .toList();
    return new KeptRecord(name, all, Optional.empty(), Optional.empty());
  }

  /** {@return this record without what is wanted nowhere any more} */
  KeptRecord limitedTo(Predicate<String> wanted) {
    return new KeptRecord(name, loaded.stream().filter(wanted).toList(), loading, refusal);
  }

  KeptRecord refused(Refusal why) {
    return new KeptRecord(name, loaded, Optional.empty(), Optional.of(why));
  }

  boolean knows(String digest) {
    return loaded.contains(digest) || loading.filter(digest::equals).isPresent();
  }
}
