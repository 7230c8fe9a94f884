package kexec.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.machine.MachineKexec;
import kexec.api.plan.Slot;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** Helpers for tests with arriving and departing machines: bundles, configurations, services. */
final class Lab implements AutoCloseable {

  static final String PID = "kexec.sim";
  private static final long PATIENCE_MILLIS = 120_000;

  private final BundleContext context;
  private final Path directory;
  private final List<Configuration> configurations = new ArrayList<>();
  private final List<ServiceTracker<?, ?>> trackers = new ArrayList<>();
  private final Events events;

  Lab(BundleContext context) throws IOException {
    this.context = context;
    this.directory = Files.createTempDirectory(Path.of("target"), "lab").toAbsolutePath();
    this.events = new Events(context);
  }

  Events events() {
    return events;
  }

  Kexec kexec() throws InterruptedException {
    return service(Kexec.class);
  }

  /**
   * Waits for a service and holds it until this object is closed: some services end when released.
   */
  <T> T service(Class<T> type) throws InterruptedException {
    ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
    tracker.open();
    trackers.add(tracker);
    T found = tracker.waitForService(PATIENCE_MILLIS);
    if (found == null) {
      throw new AssertionError("no " + type.getSimpleName() + " came");
    }
    return found;
  }

  /** Returns the references of a service by the name of its class, which the probe may not see. */
  List<ServiceReference<?>> references(String type) throws InvalidSyntaxException {
    ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
    return found == null ? List.of() : List.of(found);
  }

  Bundle bundle(String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  /** Installs the same code again under another name, to act as another backend's bundle. */
  Bundle copyOf(Bundle bundle, String symbolicName) throws IOException, BundleException {
    return context.installBundle(
        "copy:" + symbolicName, new ByteArrayInputStream(renamed(bundle, symbolicName)));
  }

  /** Returns the file of a bundle with another name in it. */
  static byte[] renamed(Bundle bundle, String symbolicName) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream file = URI.create(bundle.getLocation()).toURL().openStream();
        JarInputStream from = new JarInputStream(file)) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
      try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
        for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          from.transferTo(to);
        }
      }
    }
    return bytes.toByteArray();
  }

  /** Configures a machine of one bundle, for requests that name none. */
  Configuration configure(Bundle bundle, String name, int ranking, boolean staged)
      throws IOException, InterruptedException {
    Configuration configuration =
        service(ConfigurationAdmin.class).createFactoryConfiguration(PID, bundle.getLocation());
    configurations.add(configuration);
    configuration.update(
        FrameworkUtil.asDictionary(
            Map.of(
                "name", name,
                "service.ranking", ranking,
                "namedOnly", false,
                "stagedCrash", staged,
                "directory", receiver(name).toString())));
    return configuration;
  }

  /** Configures the core and waits until it is recreated with that configuration. */
  void configureCore(Map<String, Object> properties) throws IOException, InterruptedException {
    Kexec before = kexec();
    Configuration configuration =
        service(ConfigurationAdmin.class).getConfiguration("kexec.core", "?");
    configurations.add(configuration);
    configuration.update(FrameworkUtil.asDictionary(properties));
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (kexec() == before) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the core did not take its configuration");
      }
      Thread.onSpinWait();
    }
  }

  /** Makes steps of a machine fail; without steps, none. */
  void fail(Configuration machine, String... steps) throws IOException {
    Dictionary<String, Object> properties = machine.getProperties();
    properties.put("fail", steps);
    machine.update(properties);
  }

  /** Returns the directory that is the receiver of a machine. */
  Path receiver(String name) {
    return directory.resolve(name);
  }

  /** Starts or stops a machine's bundle and waits until its services are registered or gone. */
  void start(Bundle bundle, String machine) throws BundleException, InterruptedException {
    bundle.start();
    awaitMachine(machine, true);
  }

  void stop(Bundle bundle, String machine) throws BundleException, InterruptedException {
    bundle.stop();
    awaitMachine(machine, false);
  }

  private void awaitMachine(String machine, boolean there) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (receiverService(machine) != null != there) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("machine " + machine + (there ? " did not come" : " did not go"));
      }
      Thread.onSpinWait();
    }
  }

  /** Returns a machine's receiver, or null if it is absent. */
  MachineKexec receiverService(String machine) {
    try {
      ServiceReference<MachineKexec> found =
          context
              .getServiceReferences(MachineKexec.class, "(kexec.machine=" + machine + ")")
              .stream()
              .min(Comparator.reverseOrder())
              .orElse(null);
      return found == null ? null : context.getService(found);
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Refreshes all bundles that are wired to an updated bundle. */
  void refresh() throws InterruptedException {
    refresh(null);
  }

  /** Refreshes bundles and all that are wired to them; null stands for those that were updated. */
  void refresh(Collection<Bundle> bundles) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    context
        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
        .adapt(FrameworkWiring.class)
        .refreshBundles(bundles, event -> done.countDown());
    if (!done.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the framework did not refresh");
    }
  }

  PlanRequest crashImage(String commandLine) {
    return PlanRequest.of(Kernels.path()).slot(Slot.CRASH).commandLine(commandLine).build();
  }

  SlotStatus crashSlot(String machine) throws Exception {
    return kexec().status().stream()
        .filter(status -> status.machine().equals(machine) && status.slot() == Slot.CRASH)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    events.close();
    for (Configuration configuration : configurations) {
      configuration.delete();
    }
    trackers.forEach(ServiceTracker::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
