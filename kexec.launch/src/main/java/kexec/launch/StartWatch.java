package kexec.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Ends a start that cannot succeed. bnd's launcher waits for the command's service without a limit;
 * if a bundle or a component is missing, the service never appears.
 */
public final class StartWatch implements BundleActivator {

  /** Read by bnd's launcher: this activator starts before any bundle. */
  public static final String IMMEDIATE = "AFTER_FRAMEWORK_INIT";

  /** The system property that sets another limit, in seconds. */
  static final String LIMIT = "kexec.start.limit";

  private static final int DEFAULT_LIMIT_SECONDS = 120;
  private static final long POLL_MILLISECONDS = 200;
  private static final String COMMAND = "java.util.concurrent.Callable";

  private final CountDownLatch decided = new CountDownLatch(1);

  /** Created by bnd's launcher. */
  public StartWatch() {}

  @Override
  public void start(BundleContext context) throws InvalidSyntaxException {
    context.addServiceListener(
        event -> decide(event, context), "(&(objectClass=" + COMMAND + ")(main.thread=true))");
    Thread watch = new Thread(() -> watch(context), "start watch");
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public void stop(BundleContext context) {
    decided.countDown();
  }

  /** A component's service is registered before the component is created, which may fail. */
  private void decide(ServiceEvent event, BundleContext context) {
    if (event.getType() == ServiceEvent.REGISTERED) {
      decided.countDown();
      if (context.getService(event.getServiceReference()) == null) {
        end("the command could not be made", context);
      }
    }
  }

  private void watch(BundleContext context) {
    int limit = Integer.getInteger(LIMIT, DEFAULT_LIMIT_SECONDS);
    long start = System.nanoTime();
    try {
      while (!decided.await(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (hasStartedAll(context) && !bundles(context).isEmpty()) {
          end("a part of the program could not be started", context);
        }
        if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(limit)) {
          end("it took more than " + limit + " s", context);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The launcher has started everything it can: what is absent now never appears. */
  private static boolean hasStartedAll(BundleContext context) throws InvalidSyntaxException {
    return context.getAllServiceReferences(null, "(launcher.ready=true)") != null;
  }

  private static void end(String why, BundleContext context) {
    List<String> missing = bundles(context);
    missing.addAll(Components.waiting(context, COMMAND));
    Start.tell(
        new StartException(
            "start-failed",
            "starting",
            missing.isEmpty() ? why : why + ": " + String.join("; ", missing),
            "Try again when the machine has memory, processors and room for temporary files to"
                + " spare; if that does not help, build jkexec anew."));
    System.exit(Start.FAILED);
  }

  private static List<String> bundles(BundleContext context) {
    List<String> absent = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      boolean started = (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
      if (!started && !isFragment(bundle)) {
        absent.add("the bundle " + bundle.getSymbolicName() + " is not started");
      }
    }
    return absent;
  }

  private static boolean isFragment(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }
}
