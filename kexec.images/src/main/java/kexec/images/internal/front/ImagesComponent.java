package kexec.images.internal.front;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.api.KexecListener;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Fault;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImages;
import kexec.api.rehearse.Rehearsal;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;
import kexec.images.internal.keep.ImageKeeper;
import kexec.images.internal.keep.KeepMode;
import kexec.images.internal.keep.KeptStore;
import kexec.images.internal.source.ConfigDirectory;
import kexec.images.internal.source.ConfigSource;
import kexec.images.internal.source.JoinedSources;
import kexec.images.internal.watch.KeepThread;
import kexec.launch.Trust;
import kexec.linux.LinuxTexts;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the images loaded that the factory configurations {@code kexec.image~NAME} describe, and
 * the files in the directory that the framework property {@code kexec.images.directory} names.
 *
 * <p>When it stops, everything stays loaded; when it starts again, it goes on from there.
 */
@Component(
    immediate = true,
    configurationPid = ImageForm.PID,
    // The configurations are asked for as a whole; this component itself has none.
    configurationPolicy = ConfigurationPolicy.IGNORE)
@Designate(ocd = ImageForm.class, factory = true)
public final class ImagesComponent implements ConfiguredImages {

  private static final Logger LOG = LoggerFactory.getLogger(ImagesComponent.class);
  private static final String DIRECTORY = "kexec.images.directory";
  private static final String STATE = "kexec.state.directory";

  private final ImageKeeper keeper;
  private final KeepThread thread;
  private final List<ServiceRegistration<?>> listeners = new ArrayList<>();
  private List<ConfiguredImage> told = List.of();

  private volatile @Nullable ConfigurationAdmin admin;
  private volatile @Nullable BootEntries entries;
  private volatile @Nullable Rehearsal rehearsal;

  /**
   * Creates the component; nothing is read before it is started.
   *
   * @param context the bundle context
   * @param kexec plans and loads
   * @throws IOException if it cannot be found out whose process this is
   */
  @Activate
  public ImagesComponent(BundleContext context, @Reference Kexec kexec) throws IOException {
    keeper =
        new ImageKeeper(
            new JoinedSources(sources(context)),
            new ImageKeeper.Services(
                kexec,
                () -> Optional.ofNullable(entries),
                () -> Optional.ofNullable(rehearsal),
                new LinuxTexts()),
            new KeptStore(state(context)),
            Clock.systemUTC(),
            KeepMode.KEEP);
    thread = new KeepThread(keeper, this::log);
  }

  /**
   * Starts looking after the configured images, in a thread of its own.
   *
   * @param context the bundle context
   */
  @Activate
  void start(BundleContext context) {
    // Registered by hand: as services of this component they would create circular references.
    listeners.add(context.registerService(KexecListener.class, thread, null));
    ConfigurationListener changes = event -> thread.request();
    listeners.add(context.registerService(ConfigurationListener.class, changes, null));
    thread.start();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindAdmin(ConfigurationAdmin service) {
    admin = service;
    thread.request();
  }

  void unbindAdmin(ConfigurationAdmin service) {
    admin = admin == service ? null : admin;
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindEntries(BootEntries service) {
    entries = service;
    thread.retry();
  }

  void unbindEntries(BootEntries service) {
    entries = entries == service ? null : entries;
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindRehearsal(Rehearsal service) {
    rehearsal = service;
    thread.retry();
  }

  void unbindRehearsal(Rehearsal service) {
    rehearsal = rehearsal == service ? null : rehearsal;
  }

  private List<ConfigSource> sources(BundleContext context) throws IOException {
    List<ConfigSource> all = new ArrayList<>();
    String directory = context.getProperty(DIRECTORY);
    if (directory != null) {
      Path path = FileName.path(ProcessWords.property(DIRECTORY, directory)).toAbsolutePath();
      all.add(new ConfigDirectory(path, Trust.ofThisUser()));
    }
    all.add(new AdminConfigs(() -> Optional.ofNullable(admin)));
    return all;
  }

  /** The command's configurations are others: it would take ours for deleted, and we its own. */
  private static Path state(BundleContext context) {
    String shared = context.getProperty(STATE);
    return shared == null
        ? context.getDataFile("images").toPath()
        : FileName.path(ProcessWords.property(STATE, shared)).resolve("images/framework");
  }

  @Override
  public List<ConfiguredImage> list() {
    return keeper.list();
  }

  @Override
  public Optional<Fault> trouble() {
    return keeper.trouble();
  }

  /** Called by the one thread that looks. */
  private void log(List<ConfiguredImage> now) {
    for (ConfiguredImage image : now) {
      if (!told.contains(image)) {
        if (image.trouble().isPresent()) {
          LOG.warn("the configured image {}: {}", image.name(), image.trouble().get());
        } else {
          LOG.info("the configured image {} is {}", image.name(), image.state());
        }
      }
    }
    told = now;
  }

  /** Stops looking after the images, which stay loaded. */
  @Deactivate
  void deactivate() {
    thread.close();
    listeners.forEach(ServiceRegistration::unregister);
  }
}
