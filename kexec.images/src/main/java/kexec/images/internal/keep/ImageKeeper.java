package kexec.images.internal.keep;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import kexec.api.Kexec;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImage.State;
import kexec.api.image.ConfiguredImages;
import kexec.api.plan.Slot;
import kexec.api.rehearse.Rehearsal;
import kexec.images.internal.config.Configuration;
import kexec.images.internal.config.ImageConfig;
import kexec.images.internal.source.ConfigSource;
import kexec.images.internal.source.ConfigSource.Found;
import kexec.linux.LinuxTexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the images loaded that configurations describe. It looks when it is told to: at what is
 * configured, at the files and at the slots, and does what is due. It knows no framework, no thread
 * and no watcher of files.
 *
 * <p>What was loaded before stays loaded until something better has taken its place. {@link #list}
 * may be called by any thread; {@link #look} and {@link #retry} exclude each other.
 */
public final class ImageKeeper implements ConfiguredImages {

  private static final Logger LOG = LoggerFactory.getLogger(ImageKeeper.class);

  /** Notices what no watched directory tells of, and what other programs load and unload. */
  private static final Duration POLL = Duration.ofSeconds(30);

  private static final Comparator<Configuration> ORDER =
      // Whatever takes long, a crash image does not wait for it.
      Comparator.comparing(Configuration::slot, Comparator.reverseOrder())
          .thenComparing(Configuration::name);

  private final ConfigSource source;
  private final Services services;
  private final KeptStore store;
  private final Clock clock;
  private final KeepMode mode;
  private final RequestMaker requests;
  private final ImageLoader loader;
  private final Retirement retirement;
  private final Map<String, KeptImage> kept = new HashMap<>();
  private volatile List<ConfiguredImage> images = List.of();
  private volatile Optional<Fault> trouble = Optional.empty();

  /**
   * What a keeper uses.
   *
   * @param kexec plans and loads
   * @param entries finds boot entries, if a bundle provides them
   * @param rehearsals boots plans in an emulator, if a bundle provides them
   * @param linux reads the running system
   */
  public record Services(
      Kexec kexec,
      Supplier<Optional<BootEntries>> entries,
      Supplier<Optional<Rehearsal>> rehearsals,
      LinuxTexts linux) {}

  /**
   * The result of a look.
   *
   * @param pause when to look again, if nothing is noticed before
   * @param watched the files whose change is a reason to look
   * @param directories the directories whose change is a reason to look
   * @param trouble why some configurations may be missing
   */
  public record Seen(
      Duration pause, Set<Path> watched, Set<Path> directories, Optional<Fault> trouble) {}

  /**
   * Creates a keeper that has not looked yet.
   *
   * @param source the configurations
   * @param services what plans and loads
   * @param store what is remembered between two processes
   * @param clock the time
   * @param mode how much it does
   */
  public ImageKeeper(
      ConfigSource source, Services services, KeptStore store, Clock clock, KeepMode mode) {
    this.source = source;
    this.services = services;
    this.store = store;
    this.clock = clock;
    this.mode = mode;
    this.requests = new RequestMaker(services.entries(), services.linux());
    this.loader = new ImageLoader(services.kexec(), services.rehearsals());
    this.retirement = new Retirement(services.kexec(), store, mode);
  }

  @Override
  public List<ConfiguredImage> list() {
    return images;
  }

  @Override
  public Optional<Fault> trouble() {
    return trouble;
  }

  /** Makes the next look try again what was refused, because a machine has come or changed. */
  public synchronized void retry() {
    kept.values().forEach(KeptImage::retry);
  }

  /** Ends a rehearsal that runs, and lets none begin. Waits for nothing. */
  public void stop() {
    loader.stop();
  }

  /** {@return what was seen, after everything that is due now was done} */
  public synchronized Seen look() {
    Found found = source.read();
    Pass pass = new Pass(found);
    try {
      pass.run();
    } catch (KexecException e) {
      // Without an answer of the receivers nothing can be decided; what is loaded stays.
      LOG.warn("the configured images cannot be looked after: {}", e.getMessage());
      pass.fail(e.fault());
    } catch (RuntimeException e) {
      LOG.warn("the configured images cannot be looked after", e);
      pass.fail(unexpected("looking after the configured images", e));
    }
    trouble = found.trouble();
    images = pass.told.stream().sorted(Comparator.comparing(ConfiguredImage::name)).toList();
    return new Seen(pass.pause, pass.watched, pass.directories, found.trouble());
  }

  /** One look. */
  private final class Pass {

    private final Found found;
    private final List<Configuration> configurations;
    private final List<ConfiguredImage> told = new ArrayList<>();
    private final Set<Path> watched = new LinkedHashSet<>();
    private final Set<Path> directories;
    private final List<ImageConfig> claims = new ArrayList<>();
    private final Set<Slot> doubtful = EnumSet.noneOf(Slot.class);
    private final Set<String> unfollowed = new HashSet<>();
    private Duration pause = POLL;

    Pass(Found found) {
      this.found = found;
      this.directories = new LinkedHashSet<>(found.watched());
      this.configurations = found.configurations().stream().sorted(ORDER).toList();
    }

    void run() throws KexecException {
      Set<String> names = new HashSet<>();
      SlotsView view = SlotsView.of(services.kexec(), store);
      for (Configuration each : configurations) {
        boolean isFirst = names.add(each.name());
        if (each instanceof Configuration.Valid valid && isFirst) {
          tell(followed(valid, view));
        } else {
          tell(invalid(each, view, isFirst));
        }
      }
      if (found.trouble().isEmpty()) {
        kept.keySet().retainAll(names);
        SlotsView after = SlotsView.of(services.kexec(), store);
        later(
            retirement.run(
                clock.instant(),
                after,
                new Retirement.Claims(claims, doubtful, unfollowed, names)));
      }
    }

    /** What is wrong with one of them must not keep the others from being loaded. */
    private ConfiguredImage followed(Configuration.Valid each, SlotsView view)
        throws KexecException {
      try {
        return valid(each.config(), view);
      } catch (RuntimeException e) {
        LOG.debug("unexpected", e);
        leave(each);
        Fault fault = unexpected("looking after the configured image " + each.name(), e);
        return image(each, State.REFUSED, Optional.of(fault.toString()), Optional.empty());
      }
    }

    /** What was loaded for it stays. */
    private void leave(Configuration each) {
      each.claimed().forEach(doubtful::add);
      unfollowed.add(each.name());
    }

    void fail(Fault fault) {
      told.clear();
      for (Configuration each : configurations) {
        told.add(image(each, State.REFUSED, Optional.of(fault.toString()), Optional.empty()));
      }
    }

    private void later(Optional<Duration> due) {
      due.filter(wait -> wait.compareTo(pause) < 0).ifPresent(wait -> pause = wait);
    }

    private void tell(ConfiguredImage image) {
      told.add(image);
    }

    private ConfiguredImage invalid(Configuration each, SlotsView view, boolean isFirst) {
      String trouble =
          each instanceof Configuration.Invalid invalid
              ? invalid.fault().toString()
              : conflict(each.name(), "another configuration has the same name").toString();
      leave(each);
      boolean isLoaded =
          isFirst
              && view.slots().stream()
                  .filter(SlotStatus::loaded)
                  .flatMap(status -> status.wanted().stream())
                  .anyMatch(
                      wanted -> view.record(each.name()).knows(RequestDigest.of(wanted.request())));
      return image(
          each, isLoaded ? State.OUTDATED : State.REFUSED, Optional.of(trouble), Optional.empty());
    }

    private ConfiguredImage valid(ImageConfig config, SlotsView view) throws KexecException {
      Configuration shown = new Configuration.Valid(config);
      Optional<ImageConfig> winner =
          claims.stream().filter(other -> isSameSlot(other, config, view)).findFirst();
      if (winner.isPresent()) {
        Fault fault =
            conflict(
                config.name(),
                "the configuration %s is for the same slot, and its name comes first"
                    .formatted(winner.get().name()));
        return image(shown, State.REFUSED, Optional.of(fault.toString()), Optional.empty());
      }
      Optional<String> holder = holder(config, view);
      if (holder.isPresent()) {
        Fault fault =
            conflict(
                config.name(),
                "the slot holds the image of the configuration %s, whose name comes first and which"
                        .formatted(holder.get())
                    + " cannot be followed now");
        return image(shown, State.REFUSED, Optional.of(fault.toString()), Optional.empty());
      }
      claims.add(config);
      WantedRequest wanted;
      try {
        wanted = requests.make(config);
      } catch (KexecException e) {
        // Its entry may come back, such as when its file is written anew.
        Optional.ofNullable(kept.get(config.name())).ifPresent(known -> watch(known.sources()));
        Standing standing = view.standing(config.slot(), config.machine(), Optional.empty());
        return image(
            shown,
            standing.holdsOurs() ? State.OUTDATED : State.REFUSED,
            Optional.of(e.fault().toString()),
            standing.status());
      }
      watched.addAll(wanted.files());
      watch(wanted.sources());
      KeptImage image = kept.computeIfAbsent(config.name(), name -> new KeptImage(mode));
      image.see(clock.instant(), config, wanted);
      return keep(config, image, view);
    }

    private void watch(List<Path> sources) {
      sources.stream().map(Path::getParent).forEach(directories::add);
    }

    /** A configuration that is invalid changes nothing, and so gives its slot to no other one. */
    private Optional<String> holder(ImageConfig config, SlotsView view) {
      Standing standing = view.standing(config.slot(), config.machine(), Optional.empty());
      Optional<String> digest =
          standing
              .status()
              .filter(status -> standing.holdsOurs())
              .flatMap(SlotStatus::wanted)
              .map(image -> RequestDigest.of(image.request()))
              .filter(loaded -> !view.record(config.name()).knows(loaded));
      return configurations.stream()
          .filter(Configuration.Invalid.class::isInstance)
          .map(Configuration::name)
          .filter(name -> name.compareTo(config.name()) < 0)
          .filter(name -> digest.filter(view.record(name)::knows).isPresent())
          .findFirst();
    }

    private ConfiguredImage keep(ImageConfig config, KeptImage image, SlotsView before)
        throws KexecException {
      Configuration shown = new Configuration.Valid(config);
      Standing standing = standing(config, image, before);
      Verdict verdict = image.judge(clock.instant(), standing, before.record(config.name()));
      if (verdict.load()) {
        publish(image(shown, State.LOADING, verdict.trouble(), standing.status()));
        load(config, image, before);
        SlotsView after = SlotsView.of(services.kexec(), store);
        standing = standing(config, image, after);
        verdict = image.judge(clock.instant(), standing, after.record(config.name()));
        if (verdict.load()) {
          // It has changed again since it was loaded.
          verdict = Verdict.waits(verdict.state(), Optional.empty(), Duration.ofSeconds(1));
        }
      } else if (verdict.state() == State.CURRENT) {
        remember(config, image, before);
      }
      later(verdict.pause());
      return new ConfiguredImage(
          config.name(),
          config.slot(),
          shown.wanted(),
          verdict.state(),
          verdict.trouble(),
          verdict.pause().map(clock.instant()::plus),
          loadedAt(standing.status()));
    }

    private static Standing standing(ImageConfig config, KeptImage image, SlotsView view) {
      return view.standing(config.slot(), config.machine(), Optional.of(image.request()));
    }

    private void load(ImageConfig config, KeptImage image, SlotsView before) {
      KeptRecord record = before.record(config.name());
      String digest = RequestDigest.of(image.request());
      try {
        store.write(record.begun(digest));
        loader.load(config, image.request());
        image.loaded();
        LOG.info("the configured image {} is loaded", config.name());
        store.write(record.done(digest));
      } catch (KexecException e) {
        refused(image, record, e);
      } catch (RuntimeException e) {
        LOG.debug("unexpected", e);
        Fault fault = unexpected("loading the configured image " + config.name(), e);
        refused(image, record, new KexecException(fault, e));
      }
    }

    private void refused(KeptImage image, KeptRecord record, KexecException e) {
      image.refused(clock.instant(), e);
      try {
        store.write(record.refused(new KeptRecord.Refusal(e.fault().toString(), image.nextTry())));
      } catch (KexecException unwritten) {
        LOG.debug("the refusal is not recorded", unwritten);
      }
    }

    /** The image that a user or an earlier process loaded is the configured one. */
    private void remember(ImageConfig config, KeptImage image, SlotsView view) {
      KeptRecord known = view.record(config.name());
      KeptRecord done = known.done(RequestDigest.of(image.request())).limitedTo(view::isWanted);
      if (mode != KeepMode.OBSERVE && !known.equals(done)) {
        try {
          store.write(done);
        } catch (KexecException e) {
          LOG.warn("{}", e.getMessage());
        }
      }
    }
  }

  private static Fault unexpected(String attempted, RuntimeException e) {
    return new Fault(
        "unexpected",
        attempted,
        "jkexec or a machine has a fault of its own: " + e,
        "Report it, with what the log tells at the level debug.");
  }

  private static boolean isSameSlot(ImageConfig a, ImageConfig b, SlotsView view) {
    return a.slot() == b.slot() && view.target(a.machine()).equals(view.target(b.machine()));
  }

  private static Fault conflict(String name, String cause) {
    return new Fault(
        "image-configuration-conflict",
        "keeping the configured image " + name + " loaded",
        cause,
        "Remove one of them, or name another slot or machine in it.");
  }

  private static ConfiguredImage image(
      Configuration each, State state, Optional<String> trouble, Optional<SlotStatus> status) {
    return new ConfiguredImage(
        each.name(),
        each.slot(),
        each.wanted(),
        state,
        trouble,
        Optional.empty(),
        loadedAt(status));
  }

  private static Optional<Instant> loadedAt(Optional<SlotStatus> status) {
    return status
        .filter(slot -> slot.wanted().flatMap(WantedImage::loss).isEmpty())
        .flatMap(slot -> slot.image().map(image -> image.loadedAt()));
  }

  /** Shows at once that an image is being loaded, which may take long. */
  private void publish(ConfiguredImage image) {
    List<ConfiguredImage> now = new ArrayList<>(images);
    now.removeIf(other -> other.name().equals(image.name()));
    now.add(image);
    now.sort(Comparator.comparing(ConfiguredImage::name));
    images = List.copyOf(now);
  }
}
