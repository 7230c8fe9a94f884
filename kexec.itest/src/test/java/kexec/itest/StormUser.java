package kexec.itest;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.BooleanSupplier;
import javax.management.InstanceNotFoundException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImages;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.api.simulate.Simulator;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Uses the services of jkexec at random, on a thread of its own. It holds the {@link Kexec} service
 * longer than it is there, as a careless client does. All failures are declared ones, and each
 * status was true while it was asked for.
 */
final class StormUser implements Runnable {

  private static final int MOST_PAUSE_MILLIS = 10;

  /** The machine that users load for by name, and start. */
  static final String SPARE = "spare";

  private final BundleContext context;
  private final StormWatch watch;
  private final StormWatch.Actor actor;
  private final ReadWriteLock weather;
  private final ReadWriteLock refreshes;
  private final BooleanSupplier isGuarded;
  private final List<StormyReceiver> receivers;
  private final SplittableRandom random;
  private final String name;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private ServiceReference<Kexec> reference;
  private Kexec held;
  private int lines;
  private volatile boolean closed;

  /**
   * Creates a user.
   *
   * @param weather held for reading by each operation
   * @param refreshes held for reading while code of a bundle is called that no bundle of jkexec
   *     waits for: Felix does not survive that it needs a class just when its bundle is refreshed
   * @param isGuarded whether the crash image that names no machine must be left alone
   * @param receivers those whose status can be checked
   */
  StormUser(
      BundleContext context,
      StormWatch watch,
      String name,
      long seed,
      ReadWriteLock weather,
      ReadWriteLock refreshes,
      BooleanSupplier isGuarded,
      List<StormyReceiver> receivers) {
    this.context = context;
    this.watch = watch;
    this.name = name;
    this.actor = watch.actor(name);
    this.random = new SplittableRandom(seed);
    this.weather = weather;
    this.refreshes = refreshes;
    this.isGuarded = isGuarded;
    this.receivers = receivers;
  }

  /** What is done with a service. */
  @FunctionalInterface
  private interface Use<T> {
    void of(T service) throws Exception;
  }

  @Override
  public void run() {
    while (!closed && !watch.hasFailed()) {
      try {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_PAUSE_MILLIS));
      } catch (InterruptedException e) {
        return;
      }
      weather.readLock().lock();
      try {
        operation();
      } catch (Exception | Error e) {
        watch.fail(name + " met what is not declared", e);
      } finally {
        weather.readLock().unlock();
      }
    }
  }

  void close() {
    closed = true;
  }

  /** What it did and how that ended, by kind. Not while it runs. */
  Map<String, Integer> outcomes() {
    return outcomes;
  }

  private void operation() throws Exception {
    // The same draws in every case, so that what is there does not change what comes later.
    int kind = random.nextInt(100);
    Slot slot = random.nextBoolean() ? Slot.CRASH : Slot.DEFAULT;
    Optional<String> machine =
        random.nextInt(3) > 0 || (isGuarded.getAsBoolean() && slot == Slot.CRASH)
            ? Optional.of(SPARE)
            : Optional.empty();
    boolean anew = random.nextInt(4) == 0;
    String line = name + "-" + ++lines;
    if (kind < 25) {
      kexec("status", anew, this::status);
    } else if (kind < 35) {
      kexec("plan", anew, kexec -> kexec.plan(request(slot, machine, line)));
    } else if (kind < 50) {
      kexec("load " + slot + machine, anew, kexec -> kexec.load(request(slot, machine, line)));
    } else if (kind < 58) {
      kexec("unload " + slot + machine, anew, kexec -> kexec.unload(slot, machine));
    } else if (kind < 66) {
      kexec(
          "execute " + slot,
          anew,
          kexec -> kexec.execute(slot, Optional.of(SPARE), ShutdownMode.FORCED));
    } else if (kind < 72) {
      kexec("explain", anew, kexec -> kexec.explain(slot, machine));
    } else if (kind < 78) {
      kexec("backends", anew, Kexec::backends);
    } else if (kind < 82) {
      kexec("memory map", anew, kexec -> kexec.memoryMap(machine));
    } else if (kind < 86) {
      simulate(line);
    } else if (kind < 92) {
      with(
          ConfiguredImages.class,
          "configured images",
          images -> {
            images.list();
            images.trouble();
          });
    } else if (kind < 97) {
      does("bean", () -> withoutRefresh(this::bean));
    } else {
      with(
          HealthCheckExecutor.class,
          "health",
          health -> health.execute(HealthCheckSelector.tags("kexec", "kdump")));
    }
  }

  private static PlanRequest request(Slot slot, Optional<String> machine, String line) {
    PlanRequest.Builder request = PlanRequest.of(Kernels.path()).slot(slot).commandLine(line);
    machine.ifPresent(request::machine);
    return request.build();
  }

  private void does(String what, Callable<String> work) throws Exception {
    String outcome = what.split(" ", 2)[0] + " " + actor.does(what, work);
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private void kexec(String what, boolean anew, Use<Kexec> use) throws Exception {
    does(
        what,
        () -> {
          if (anew || held == null) {
            release();
            reference = context.getServiceReference(Kexec.class);
            held = reference == null ? null : context.getService(reference);
          }
          if (held == null) {
            return "no service";
          }
          try {
            use.of(held);
            return "done";
          } catch (KexecException e) {
            return e.fault().code();
          }
        });
  }

  /** Gives the service back. Not while it runs an operation. */
  void release() {
    if (reference != null) {
      context.ungetService(reference);
    }
    reference = null;
    held = null;
  }

  private String withoutRefresh(Callable<String> work) throws Exception {
    refreshes.readLock().lock();
    try {
      return work.call();
    } finally {
      refreshes.readLock().unlock();
    }
  }

  private <T> void with(Class<T> type, String what, Use<T> use) throws Exception {
    does(what, () -> withoutRefresh(() -> used(type, use)));
  }

  private <T> String used(Class<T> type, Use<T> use) throws Exception {
    ServiceReference<T> found = context.getServiceReference(type);
    T service = found == null ? null : context.getService(found);
    if (service == null) {
      return "no service";
    }
    try {
      use.of(service);
      return "done";
    } catch (KexecException e) {
      return e.fault().code();
    } catch (RuntimeException | LinkageError e) {
      // The code of a bundle that is gone is gone too, and so are the executor's threads.
      if (found.getBundle() == null) {
        return "gone meanwhile";
      }
      throw e;
    } finally {
      context.ungetService(found);
    }
  }

  private void status(Kexec kexec) throws KexecException {
    boolean guarded = isGuarded.getAsBoolean();
    long before = System.nanoTime();
    List<SlotStatus> all = kexec.status();
    long after = System.nanoTime();
    for (SlotStatus status : all) {
      for (StormyReceiver receiver : receivers) {
        if (receiver.name().equals(status.receiver())) {
          requireTrue(status, receiver.between(status.slot(), before, after));
        }
      }
      boolean isTheGuarded =
          status.wanted().filter(wanted -> wanted.request().machine().isEmpty()).isPresent();
      if (guarded && status.slot() == Slot.CRASH && isTheGuarded && status.isLost()) {
        watch.fail(name + " is told of a loss that is none: " + status);
      }
    }
  }

  private void requireTrue(SlotStatus status, List<StormyReceiver.Content> during) {
    String line = status.image().map(image -> image.commandLine()).orElse("");
    boolean loadedIsTrue =
        during.stream().anyMatch(content -> content.line().isEmpty() != status.loaded());
    boolean imageIsTrue =
        line.isEmpty() || during.stream().anyMatch(content -> content.line().equals(line));
    if (!during.isEmpty() && !(loadedIsTrue && imageIsTrue)) {
      watch.fail(name + " is told what is not true: " + status + "; there was " + during);
    }
  }

  private void simulate(String line) throws Exception {
    with(
        Simulator.class,
        "simulate",
        simulator -> {
          ServiceReference<Kexec> planner = context.getServiceReference(Kexec.class);
          Kexec kexec = planner == null ? null : context.getService(planner);
          if (kexec == null) {
            return;
          }
          try (SimulatedMachine machine = simulator.create(MachineShape.of(StormyMachine.MAP))) {
            Plan plan =
                kexec.plan(
                    PlanRequest.of(Kernels.path())
                        .commandLine(line)
                        .memoryMap(StormyMachine.MAP)
                        .build());
            requireStarts(machine.machine(), plan);
          } finally {
            context.ungetService(planner);
          }
        });
  }

  private void requireStarts(MachineKexec machine, Plan plan) throws KexecException {
    PreparedImage image = machine.prepare(plan);
    machine.load(image);
    machine.cleanup(image);
    ExecutionReport report = machine.execute(plan.slot());
    if (!report.succeeded()) {
      watch.fail(name + " simulated " + plan + ": " + report);
    }
  }

  private String bean() throws Exception {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .getAttribute(new ObjectName("kexec:type=Kexec"), "Slots");
      return "done";
    } catch (InstanceNotFoundException e) {
      return "no bean";
    } catch (RuntimeMBeanException e) {
      if (e.getCause() instanceof IllegalStateException refused && refused.getCause() == null) {
        // It is declared so: a client of JMX has no class of ours.
        return "refused";
      }
      throw e;
    }
  }
}
