package kexec.images.internal.keep;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kexec.api.ImageChanges;
import kexec.api.ImageChanges.Answer;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.image.ConfiguredImage.State;
import kexec.api.plan.Slot;
import kexec.images.internal.config.ImageConfig;
import org.jspecify.annotations.Nullable;

/**
 * One configuration over time: what it asked for when it was looked at last, since when its files
 * are as they are, and how often it was refused. Decides, and does nothing. Not thread-safe.
 */
final class KeptImage {

  /** Long enough for another operation to end, short enough for a crash image to wait. */
  private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);

  /**
   * A rehearsal ends in the same way until something changes, and takes a processor for minutes.
   */
  private static final String REHEARSAL_FAILED = "rehearsal-failed";

  private final KeepMode mode;
  private @Nullable ImageConfig config;
  private @Nullable WantedRequest wanted;
  private List<FileStamp> stamps = List.of();
  private Pause settling = Pause.NONE;
  private int failures;
  private boolean blocked;
  private boolean machineMissing;
  private Optional<Pause> refused = Optional.empty();
  private Optional<String> refusal = Optional.empty();

  /** Whether it was loaded when it was looked at last, so that a user has unloaded it since. */
  private boolean armed;

  /** Whether the configuration was changed, and so goes before what was loaded by hand. */
  private boolean insists;

  KeptImage(KeepMode mode) {
    this.mode = mode;
  }

  /**
   * Takes note of what the configuration and its files are now.
   *
   * @param now the time
   * @param present the configuration
   * @param asked what it asks for
   */
  void see(Instant now, ImageConfig present, WantedRequest asked) {
    List<FileStamp> files = asked.files().stream().map(FileStamp::of).toList();
    boolean first = config == null;
    boolean edited = !first && !present.equals(config);
    boolean other = wanted == null || !asked.request().equals(wanted.request());
    boolean changed = edited || other || !files.equals(stamps);
    config = present;
    wanted = asked;
    stamps = files;
    if (changed) {
      insists |= edited;
      armed = false;
      settling = new Pause(first ? lastWritten(files, now) : now, present.settle());
      retry();
    }
  }

  /** What was written before anybody looked need not be waited for once more. */
  private static Instant lastWritten(List<FileStamp> files, Instant now) {
    return files.stream()
        .flatMap(file -> file.state().stream())
        .map(FileStamp.State::modified)
        .filter(time -> !time.isAfter(now))
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** Forgets what was refused: it may succeed now. */
  void retry() {
    failures = 0;
    blocked = false;
    machineMissing = false;
    refused = Optional.empty();
    refusal = Optional.empty();
  }

  /**
   * {@return what is to be done now}
   *
   * @param now the time
   * @param standing what the slot holds
   * @param remembered what is remembered of this configuration
   */
  Verdict judge(Instant now, Standing standing, KeptRecord remembered) {
    return switch (standing.kind()) {
      case SAME -> same(now, standing, remembered);
      case LOST -> lost(now, standing, remembered);
      case OLDER -> due(now, standing, remembered);
      case BY_HAND, FOREIGN -> occupied(now, standing, remembered);
      case EMPTY -> armed ? unloaded("it was unloaded by hand") : due(now, standing, remembered);
    };
  }

  private Verdict same(Instant now, Standing standing, KeptRecord remembered) {
    SlotStatus status = standing.status().orElseThrow();
    boolean changed = status.changes().filter(KeptImage::isStale).isPresent();
    boolean rehearsed =
        config().rehearsal().isEmpty()
            || status.wanted().flatMap(WantedImage::rehearsal).isPresent();
    if (changed || !rehearsed) {
      return due(now, standing, remembered);
    }
    armed = true;
    insists = false;
    retry();
    return Verdict.stays(State.CURRENT, Optional.empty());
  }

  /** Another running kernel is none of the image's own matter, and cannot be loaded away. */
  private static boolean isStale(ImageChanges changes) {
    return changes.files() == Answer.CHANGED || changes.commandLine() == Answer.CHANGED;
  }

  private Verdict lost(Instant now, Standing standing, KeptRecord remembered) {
    SlotStatus status = standing.status().orElseThrow();
    WantedImage.Loss loss = status.wanted().flatMap(WantedImage::loss).orElseThrow();
    if (loss.nextTry().isPresent()) {
      // The core's own upkeep is at it.
      return Verdict.waits(
          State.REFUSED,
          Optional.of(loss.reason()),
          positive(Duration.between(now, loss.nextTry().get())));
    }
    if (armed && status.slot() == Slot.DEFAULT) {
      return unloaded(loss.reason());
    }
    return due(now, standing, remembered);
  }

  private static Verdict unloaded(String why) {
    return Verdict.stays(
        State.REFUSED,
        Optional.of(
            new Fault(
                    "image-unloaded-by-hand",
                    "keeping the configured image loaded",
                    why,
                    "It is loaded again when the configuration or its files change, by 'jkexec keep"
                        + " --once', or when whoever keeps it starts again.")
                .toString()));
  }

  private Verdict occupied(Instant now, Standing standing, KeptRecord remembered) {
    armed = false;
    if (insists) {
      return due(now, standing, remembered);
    }
    boolean byHand = standing.kind() == Standing.Kind.BY_HAND;
    return Verdict.stays(
        State.REFUSED,
        Optional.of(
            new Fault(
                    "image-slot-occupied",
                    "keeping the configured image loaded",
                    byHand
                        ? "its slot holds an image that a user loaded"
                        : "its slot holds an image that another program loaded",
                    "Unload that image, or change the configuration: it is loaded then.")
                .toString()));
  }

  /** It should be loaded: at once, or after a pause. */
  private Verdict due(Instant now, Standing standing, KeptRecord remembered) {
    State meanwhile = standing.holdsOurs() ? State.OUTDATED : State.REFUSED;
    if (mode == KeepMode.OBSERVE) {
      return remembered
          .refusal()
          .map(why -> Verdict.stays(meanwhile, Optional.of(why.text())))
          .orElse(Verdict.stays(State.WAITING, Optional.empty()));
    }
    if (blocked) {
      return Verdict.stays(meanwhile, refusal);
    }
    refused = refused.map(pause -> pause.at(now));
    settling = settling.at(now);
    Optional<Duration> untilTry = refused.flatMap(pause -> pause.rest(now));
    if (untilTry.isPresent()) {
      return Verdict.waits(machineMissing ? State.WAITING : meanwhile, refusal, untilTry.get());
    }
    Optional<Duration> untilSettled = settling.rest(now);
    if (mode == KeepMode.KEEP && untilSettled.isPresent()) {
      return Verdict.waits(State.WAITING, Optional.empty(), untilSettled.get());
    }
    return Verdict.load(meanwhile);
  }

  private static Duration positive(Duration pause) {
    return pause.isNegative() || pause.isZero() ? BUSY_PAUSE : pause;
  }

  /** Takes note of a load that succeeded. */
  void loaded() {
    armed = true;
    insists = false;
    retry();
  }

  /**
   * Takes note of a load that failed.
   *
   * @param now the time
   * @param failure why
   */
  void refused(Instant now, KexecException failure) {
    refusal = Optional.of(failure.fault().toString());
    machineMissing = failure instanceof NoMachineException;
    if (failure instanceof BusyException) {
      refused = Optional.of(new Pause(now, BUSY_PAUSE));
    } else if (failure.fault().code().equals(REHEARSAL_FAILED)) {
      blocked = true;
    } else {
      failures++;
      refused = Optional.of(new Pause(now, RetryPauses.after(failures)));
    }
  }

  /** {@return when it is tried again; empty if it need not be, or only a change can help} */
  Optional<Instant> nextTry() {
    return refused.map(Pause::end);
  }

  /** {@return why it was refused, or empty} */
  Optional<String> refusal() {
    return refusal;
  }

  /** {@return what is asked for, after {@link #see}} */
  PlanRequest request() {
    return Objects.requireNonNull(wanted).request();
  }

  /** {@return further files that decided it, after {@link #see}; none before} */
  List<Path> sources() {
    return wanted == null ? List.of() : wanted.sources();
  }

  private ImageConfig config() {
    return Objects.requireNonNull(config);
  }
}
