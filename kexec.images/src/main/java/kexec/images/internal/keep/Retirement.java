package kexec.images.internal.keep;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.images.internal.config.ConfigReader;
import kexec.images.internal.config.ImageConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unloads the images of configurations that were deleted. An editor and a package manager may
 * replace a file by deleting it first, so that only what stays deleted is.
 */
final class Retirement {

  private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);

  private static final Duration RETRY = Duration.ofSeconds(30);

  private final Kexec kexec;
  private final KeptStore store;
  private final KeepMode mode;
  private final Map<String, Pause> unclaimed = new HashMap<>();

  Retirement(Kexec kexec, KeptStore store, KeepMode mode) {
    this.kexec = kexec;
    this.store = store;
    this.mode = mode;
  }

  /**
   * What configurations ask for.
   *
   * @param followed the configurations that are followed
   * @param doubtful the slots for which a configuration may be that cannot be followed: what is
   *     loaded there stays
   * @param unfollowed the names of these configurations: what was loaded for them stays, in
   *     whatever slot
   * @param names the names of all configurations
   */
  record Claims(
      List<ImageConfig> followed, Set<Slot> doubtful, Set<String> unfollowed, Set<String> names) {

    boolean include(SlotStatus status, PlanRequest request, SlotsView view) {
      String digest = RequestDigest.of(request);
      return doubtful.contains(request.slot())
          || unfollowed.stream().anyMatch(name -> view.record(name).knows(digest))
          || followed.stream().anyMatch(config -> isFor(config, status, request, view));
    }

    /** The best machine may be the named one: then it is the same slot all the same. */
    private static boolean isFor(
        ImageConfig config, SlotStatus status, PlanRequest request, SlotsView view) {
      return config.slot() == request.slot()
          && (config.machine().equals(request.machine())
              || view.target(config.machine()).filter(status.machine()::equals).isPresent());
    }
  }

  /**
   * Unloads what no configuration claims any more.
   *
   * @param now the time
   * @param view the slots
   * @param claims what configurations ask for
   * @return when to look again; empty if nothing is left to do
   */
  Optional<Duration> run(Instant now, SlotsView view, Claims claims) {
    if (mode == KeepMode.OBSERVE) {
      return Optional.empty();
    }
    Set<String> left = new HashSet<>();
    Set<String> stay = new HashSet<>();
    Optional<Duration> soonest = Optional.empty();
    for (SlotStatus status : view.slots()) {
      if (!view.isOurs(status)) {
        continue;
      }
      PlanRequest request = status.wanted().map(WantedImage::request).orElseThrow();
      String digest = RequestDigest.of(request);
      if (claims.include(status, request, view)) {
        stay.add(digest);
      } else {
        Optional<Duration> pause = rest(digest, now).or(() -> unload(request));
        if (pause.isPresent()) {
          left.add(digest);
          soonest = earlier(soonest, pause);
        }
      }
    }
    for (KeptRecord record : view.records()) {
      boolean isDeleted = !claims.names().contains(record.name());
      // Until another one has taken its place, only this tells that it is not a user's image.
      boolean isLoaded = Stream.concat(stay.stream(), left.stream()).anyMatch(record::knows);
      if (isDeleted && !isLoaded) {
        forget(record);
      }
    }
    unclaimed.keySet().retainAll(left);
    return soonest;
  }

  private Optional<Duration> rest(String digest, Instant now) {
    Pause pause = unclaimed.getOrDefault(digest, new Pause(now, ConfigReader.SETTLE)).at(now);
    unclaimed.put(digest, pause);
    return mode == KeepMode.KEEP ? pause.rest(now) : Optional.empty();
  }

  private static Optional<Duration> earlier(Optional<Duration> a, Optional<Duration> b) {
    return a.isPresent() && (b.isEmpty() || a.get().compareTo(b.get()) < 0) ? a : b;
  }

  /** {@return when to try again; empty if it is unloaded} */
  private Optional<Duration> unload(PlanRequest request) {
    try {
      kexec.unload(request.slot(), request.machine());
      LOG.info("the {} is unloaded: its configuration was deleted", request);
      return Optional.empty();
    } catch (KexecException e) {
      LOG.warn("the image of a deleted configuration stays loaded: {}", e.getMessage());
      return Optional.of(RETRY);
    }
  }

  private void forget(KeptRecord record) {
    try {
      store.delete(record.name());
    } catch (KexecException e) {
      LOG.warn("{}", e.getMessage());
    }
  }
}
