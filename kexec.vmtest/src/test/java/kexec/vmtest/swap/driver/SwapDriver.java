package kexec.vmtest.swap.driver;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kexec.api.Kexec;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.plan.Slot;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** Arms the simulated machine, starts the guest's own machine, and reports the result. */
public final class SwapDriver implements BundleActivator {

  private static final long PATIENCE_MILLIS = 60_000;
  private static final String STAND_IN = "sim";

  /** Which bundle provides which machine. */
  private static final Map<String, String> BUNDLES =
      Map.of("linux", "kexec.baremetal", "xen", "kexec.xen");

  private static final PlanRequest CRASH_IMAGE =
      PlanRequest.of(Path.of("/mnt/base/vmlinuz-cloud"))
          .slot(Slot.CRASH)
          .initrds(List.of(Path.of("/mnt/product/small.cpio.gz")))
          .commandLine("console=ttyS0 panic=-1 mark=second nr_cpus=1 reset_devices")
          .build();

  /** Created by the framework. */
  public SwapDriver() {}

  @Override
  public void start(BundleContext context) throws Exception {
    Path directory = Path.of(context.getProperty("kexec.state.directory")).resolve(STAND_IN);
    String real = context.getProperty("swap.machine");
    Truths truths = new Truths(directory, real);
    GuestEvents events = new GuestEvents(context, truths);
    configureStandIn(context, directory);
    bundle(context, "kexec.sim").start();
    events.await(new KexecEvent.MachineArrived(STAND_IN));

    Kexec kexec = service(context, Kexec.class);
    kexec.load(CRASH_IMAGE);
    events.await(new KexecEvent.ImageLoaded(STAND_IN, Slot.CRASH));
    show(kexec);

    GuestArmedWatch watch = new GuestArmedWatch(truths);
    bundle(context, BUNDLES.get(real)).start();
    events.await(new KexecEvent.ImageLoaded(real, Slot.CRASH));
    events.await(new KexecEvent.ImageUnloaded(STAND_IN, Slot.CRASH));
    System.out.println("swap: watch " + watch.close());
    show(kexec);
  }

  @Override
  public void stop(BundleContext context) {
    System.out.println("swap: driver stopped");
  }

  /** Without this the simulated machine is used only by its name. */
  private static void configureStandIn(BundleContext context, Path directory) throws Exception {
    service(context, ConfigurationAdmin.class)
        .createFactoryConfiguration("kexec.sim", "?")
        .update(
            FrameworkUtil.asDictionary(
                Map.of("name", STAND_IN, "namedOnly", false, "directory", directory.toString())));
  }

  private static void show(Kexec kexec) throws Exception {
    for (SlotStatus status : kexec.status()) {
      System.out.printf(
          "swap: status %s %s loaded=%s ours=%s trouble=%s%n",
          status.machine(),
          status.slot(),
          status.loaded(),
          status.image().isPresent(),
          status.trouble().orElse("none"));
    }
  }

  private static Bundle bundle(BundleContext context, String symbolicName) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  /** Waits for a service, which is used until this bundle stops. */
  private static <T> T service(BundleContext context, Class<T> type) throws InterruptedException {
    ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
    tracker.open();
    T found = tracker.waitForService(PATIENCE_MILLIS);
    if (found == null) {
      throw new AssertionError("no " + type.getSimpleName() + " came");
    }
    return found;
  }
}
