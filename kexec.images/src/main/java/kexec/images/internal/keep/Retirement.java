package kexec.images.internal.keep;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Map<String, Instant> unclaimed = new HashMap<>();

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
   * @param names the names of all configurations
   */
  record Claims(List<ImageConfig> followed, Set<Slot> doubtful, Set<String> names) {

    boolean include(PlanRequest request) {
      return doubtful.contains(request.slot())
          || followed.stream()
              .anyMatch(
                  config ->
                      config.slot() == request.slot()
                          && config.machine().equals(request.machine()));
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
    Optional<Duration> soonest = Optional.empty();
    for (SlotStatus status : view.slots()) {
      if (!view.isOurs(status)) {
        continue;
      }
      PlanRequest request = status.wanted().map(WantedImage::request).orElseThrow();
      if (!claims.include(request)) {
        String digest = RequestDigest.of(request);
        Optional<Duration> pause = rest(digest, now).or(() -> unload(request));
        if (pause.isPresent()) {
          left.add(digest);
          soonest = earlier(soonest, pause);
        }
      }
    }
    for (KeptRecord record : view.records()) {
      boolean isDeleted = !claims.names().contains(record.name());
      if (isDeleted && record.loaded().stream().noneMatch(left::contains)) {
        forget(record);
      }
    }
    unclaimed.keySet().retainAll(left);
    return soonest;
  }

  private Optional<Duration> rest(String digest, Instant now) {
    Instant since = unclaimed.computeIfAbsent(digest, absent -> now);
    Duration rest = Duration.between(now, since.plus(ConfigReader.SETTLE));
    return mode == KeepMode.KEEP && !rest.isNegative() && !rest.isZero()
        ? Optional.of(rest)
        : Optional.empty();
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
