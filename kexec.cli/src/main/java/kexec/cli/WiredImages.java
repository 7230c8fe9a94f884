package kexec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kexec.api.KexecListener;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Attempt;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;
import kexec.images.internal.keep.ImageKeeper;
import kexec.images.internal.keep.KeepMode;
import kexec.images.internal.keep.KeptStore;
import kexec.images.internal.source.ConfigDirectory;
import kexec.images.internal.watch.KeepThread;
import kexec.launch.Trust;
import kexec.linux.LinuxTexts;
import kexec.rehearse.internal.RehearsalComponent;
import kexec.shell.internal.command.ImageKeeping;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the images that configuration files describe, in the process of a command. */
final class WiredImages implements ImageKeeping {

  private static final Logger LOG = LoggerFactory.getLogger(WiredImages.class);
  private static final String PROPERTY = "kexec.images.directory";
  private static final String USUAL = "/etc/jkexec";

  private final Wiring wiring;
  private final Attempt<Path> state;
  private final Attempt<Trust> trust;
  private final Supplier<Optional<BootEntries>> entries;

  /**
   * Creates it; nothing is read before it is asked.
   *
   * @param wiring what plans and loads
   * @param state finds the directory for what is remembered
   * @param trust finds whom this user trusts
   * @param entries finds boot entries, if anything does
   */
  WiredImages(
      Wiring wiring,
      Attempt<Path> state,
      Attempt<Trust> trust,
      Supplier<Optional<BootEntries>> entries) {
    this.wiring = wiring;
    this.state = state;
    this.trust = trust;
    this.entries = entries;
  }

  private static Path directory(Optional<Path> named) {
    return named.orElseGet(
        () -> {
          String property = System.getProperty(PROPERTY);
          return property == null
              ? Path.of(USUAL)
              : FileName.path(ProcessWords.property(PROPERTY, property)).toAbsolutePath();
        });
  }

  private ImageKeeper keeper(Path directory, KeepMode mode, KexecListener listener)
      throws KexecException {
    return new ImageKeeper(
        new ConfigDirectory(directory, trust.run()),
        new ImageKeeper.Services(
            wiring.listened(listener),
            entries,
            () -> Optional.of(new RehearsalComponent()),
            new LinuxTexts()),
        KeptStore.of(state.run(), directory),
        Clock.systemUTC(),
        mode);
  }

  /** What is recorded of loaded images belongs to the user who configures them. */
  @Override
  public List<ConfiguredImage> observe() {
    Path directory = directory(Optional.empty());
    try {
      if (!Files.isDirectory(directory) || !isOwn(directory)) {
        return List.of();
      }
      ImageKeeper keeper = keeper(directory, KeepMode.OBSERVE, event -> {});
      Optional<Fault> trouble = keeper.look().trouble();
      trouble.ifPresent(fault -> LOG.warn("what is configured cannot be told: {}", fault));
      return keeper.list();
    } catch (IOException | KexecException e) {
      LOG.warn("what is configured cannot be told: {}", e.getMessage());
      return List.of();
    }
  }

  private static boolean isOwn(Path directory) throws IOException {
    return Files.getAttribute(directory, "unix:uid")
        .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  @Override
  public List<ConfiguredImage> once(Optional<Path> directory) throws KexecException {
    ImageKeeper keeper = keeper(directory(directory), KeepMode.ONCE, event -> {});
    require(keeper.look().trouble());
    return keeper.list();
  }

  private static void require(Optional<Fault> trouble) throws KexecException {
    if (trouble.isPresent()) {
      throw new KexecException(trouble.get());
    }
  }

  @Override
  public void keep(Optional<Path> directory, Consumer<List<ConfiguredImage>> listener)
      throws KexecException {
    Path configured = directory(directory);
    require(new ConfigDirectory(configured, trust.run()).read().trouble());
    AtomicReference<@Nullable KeepThread> running = new AtomicReference<>();
    KexecListener events =
        event -> {
          KeepThread thread = running.get();
          if (thread != null) {
            thread.onEvent(event);
          }
        };
    ImageKeeper keeper = keeper(configured, KeepMode.KEEP, events);
    try (KeepThread thread = new KeepThread(keeper, listener)) {
      running.set(thread);
      thread.start();
      awaitEnd(thread);
    }
  }

  /** The end is a signal: what has begun is completed, and what is loaded stays loaded. */
  private static void awaitEnd(KeepThread thread) throws KexecException {
    Runtime.getRuntime().addShutdownHook(new Thread(thread::close, "kexec-end"));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KexecException(
          new Fault(
              "keeping-interrupted",
              "keeping the configured images loaded",
              "the thread that waited for the end was interrupted",
              "Start it again; what is loaded stays loaded."),
          e);
    }
  }
}
