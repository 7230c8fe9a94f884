package kexec.itest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import javax.management.ObjectName;
import kexec.api.Kexec;
import kexec.api.KexecEvent;
import kexec.api.KexecListener;
import kexec.api.SlotStatus;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineListener;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.Slot;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Stops, starts, updates, refreshes and configures the bundles of jkexec at random, while users use
 * its services and machines fail. From time to time it quiets down: everything is started and
 * mended, and then what is wanted must come to be armed, and nothing may be left over.
 *
 * <p>Every second stretch between two quiet times is guarded: nobody loads or unloads the crash
 * image that names no machine, so that it must be armed at every moment, in some receiver.
 */
final class Storm {

  private static final int USERS = 4;
  private static final int STRETCH = 40;
  private static final int FIRST_LEVEL = 20;
  private static final int LEVELS = 6;
  private static final Duration BOUND = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  /**
   * How many class loaders the JDK may keep. Its bootstrap of records (java.lang.runtime's
   * ObjectMethods) remembers the type of the component that it compared last, until another record
   * is compared for the first time (JDK-8078641).
   */
  private static final int KEPT_BY_JDK = 1;

  private static final int MOST_STRETCHES = 10;
  private static final Duration LOOK_PAUSE = Duration.ofNanos(200_000);

  private static final String GOOD = "good";
  private static final String BETTER = "better";
  private static final String COPY = "kexec.sim.better";
  private static final String[] FAULTS = {
    "rules", "prepare", "load", "unload", "status", "execute", "shutdown"
  };

  private final BundleContext context;
  private final Lab lab;
  private final SplittableRandom random;
  private final StormWatch watch = new StormWatch(BOUND);
  private final StormWatch.Actor actor = watch.actor("conductor");
  private final ReadWriteLock weather = new ReentrantReadWriteLock(true);
  private final ReadWriteLock refreshes = new ReentrantReadWriteLock(true);
  private final List<StormUser> users = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Bundle> bundles;
  private final Bundle better;
  private final byte[] betterJar;
  private final FrameworkStartLevel levels;
  private final Object declarativeServices;
  private final StormyReceiver receiver = new StormyReceiver("stormy receiver");
  private final List<StormyMachine> machines;
  private final Map<StormyMachine, List<ServiceRegistration<?>>> registered = new HashMap<>();
  private final Map<String, Configuration> configurations = new TreeMap<>();

  /** Class loaders of refreshed bundles, and after how many stretches they were still there. */
  private final Map<WeakReference<ClassLoader>, Integer> old = new LinkedHashMap<>();

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<BooleanSupplier> armed;
  private volatile boolean guarded;
  private ArmedWatch armedWatch;
  private String wanted = "";
  private int lines;
  private Optional<StormFootprint> before = Optional.empty();
  private Optional<StormFootprint> last = Optional.empty();

  /**
   * Prepares a storm.
   *
   * @param context of a bundle that stays
   * @param seed of what is done; when it is done is up to the threads
   */
  Storm(BundleContext context, Lab lab, long seed) throws Exception {
    this.context = context;
    this.lab = lab;
    this.random = new SplittableRandom(seed);
    this.declarativeServices = lab.service(ServiceComponentRuntime.class);
    Bundle sim = lab.bundle("kexec.sim");
    this.better = lab.copyOf(sim, COPY);
    this.betterJar = Lab.renamed(sim, COPY);
    this.levels =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class);
    this.bundles =
        Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().startsWith("kexec."))
            // They would load into the kernel that runs the tests.
            .filter(
                bundle ->
                    !List.of("kexec.baremetal", "kexec.arm").contains(bundle.getSymbolicName()))
            .toList();
    this.machines =
        List.of(
            new StormyMachine(receiver, random.nextLong()),
            new StormyMachine(receiver, random.nextLong()));
    this.armed =
        List.of(
            ArmedWatch.armed(lab.receiver(GOOD)),
            ArmedWatch.armed(lab.receiver(BETTER)),
            receiver::isArmed);
    for (int i = 0; i < USERS; i++) {
      users.add(
          new StormUser(
              context,
              watch,
              "user " + i,
              random.nextLong(),
              weather,
              refreshes,
              () -> guarded,
              List.of(receiver)));
    }
    configurations.put(GOOD, lab.configure(sim, GOOD, 1, true));
    configurations.put(BETTER, lab.configure(better, BETTER, 10, true));
    configurations.put(StormUser.SPARE, lab.configure(sim, StormUser.SPARE, -10, false));
    change(StormUser.SPARE, Map.of("namedOnly", true));
  }

  StormWatch watch() {
    return watch;
  }

  /**
   * Storms until so many operations are done or the time is over, and quiets down.
   *
   * @param operations how many things happen to bundles, machines and configurations
   * @param deadline in the time of {@link System#nanoTime}
   * @return what was done
   */
  String run(long operations, long deadline) throws Exception {
    long start = System.nanoTime();
    ServiceRegistration<KexecListener> listener =
        context.registerService(KexecListener.class, this::event, null);
    try {
      levels.setInitialBundleStartLevel(1);
      for (Bundle bundle : bundles) {
        bundle.adapt(BundleStartLevel.class).setStartLevel(FIRST_LEVEL);
      }
      level(FIRST_LEVEL + LEVELS);
      quiet();
      for (StormUser user : users) {
        Thread thread = new Thread(user, "storm-user");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
      }
      long done = 0;
      while (done < operations && System.nanoTime() - deadline < 0 && !watch.hasFailed()) {
        begin(done / STRETCH % 2 == 0);
        for (int i = 0; i < STRETCH && !watch.hasFailed(); i++) {
          operation();
          requireArmed();
          done++;
        }
        quiet();
      }
      watch.requireCalm();
    } finally {
      guarded = false;
      users.forEach(StormUser::close);
      for (Thread thread : threads) {
        thread.join(BOUND.toMillis());
      }
      users.forEach(StormUser::release);
      if (armedWatch != null) {
        armedWatch.gaps();
      }
      listener.unregister();
    }
    return told(System.nanoTime() - start);
  }

  private String told(long nanos) {
    Map<String, Integer> outcomes = new TreeMap<>();
    users.forEach(
        user -> user.outcomes().forEach((key, n) -> outcomes.merge(key, n, Integer::sum)));
    return ("%s s, %s operations of everybody, by the storm %s, by users %s;"
            + " at the end %s, at the beginning %s")
        .formatted(
            TimeUnit.NANOSECONDS.toSeconds(nanos),
            watch.operations(),
            counts,
            outcomes,
            last.orElseThrow(),
            before.orElseThrow());
  }

  private void event(KexecEvent event) {
    if (guarded
        && event instanceof KexecEvent.ImageLost lost
        && lost.slot() == Slot.CRASH
        && !lost.machine().equals(StormUser.SPARE)) {
      watch.fail("what is guarded is lost: " + event);
    }
  }

  // ---- stretches

  private void begin(boolean isGuarded) throws Exception {
    weather.writeLock().lock();
    try {
      wanted = "wanted-" + ++lines;
      actor.does(
          "load " + wanted,
          () -> {
            withKexec(kexec -> kexec.load(lab.crashImage(wanted)));
            return wanted;
          });
      armedWatch = isGuarded ? new ArmedWatch(LOOK_PAUSE, armed) : null;
      guarded = isGuarded;
      machines.forEach(machine -> machine.storm(true));
    } finally {
      weather.writeLock().unlock();
    }
  }

  private void requireArmed() {
    if (armedWatch != null && armedWatch.gapsSoFar() > 0) {
      watch.fail("nothing was armed for a moment");
    }
  }

  /** Starts and mends everything; then what is wanted must come to be, and nothing be left. */
  private void quiet() throws Exception {
    weather.writeLock().lock();
    try {
      if (watch.hasFailed()) {
        return;
      }
      actor.does(
          "quiet",
          () -> {
            users.forEach(StormUser::release);
            machines.forEach(machine -> machine.storm(false));
            mend();
            awaitSettled();
            return "";
          });
      if (armedWatch != null) {
        requireArmed();
        armedWatch.gaps();
        armedWatch = null;
      }
      guarded = false;
      requireNothingLeft();
    } finally {
      weather.writeLock().unlock();
    }
  }

  private void startAll() throws Exception {
    level(FIRST_LEVEL + LEVELS);
    for (Bundle bundle : bundles) {
      bundle.start();
    }
  }

  private void mend() throws Exception {
    startAll();
    refreshed(null);
    for (StormyMachine machine : machines) {
      leave(machine);
    }
    arrive(machines.get(0), 5);
    change(GOOD, Map.of("fail", new String[0], "service.ranking", 1));
    change(BETTER, Map.of("fail", new String[0], "service.ranking", 10));
    change(StormUser.SPARE, Map.of("fail", new String[0]));
    await("all machines", () -> machineNames().size() == 4);
  }

  private List<String> machineNames() throws Exception {
    List<String> names = new ArrayList<>();
    for (ServiceReference<MachineKexec> reference :
        context.getServiceReferences(MachineKexec.class, null)) {
      names.add(String.valueOf(reference.getProperty(MachineService.MACHINE)));
    }
    return names;
  }

  /**
   * Nothing is lost or in trouble. If it is guarded, the wanted image is on the best machine, and
   * nowhere else, and everybody says so.
   */
  private void awaitSettled() throws Exception {
    await(
        guarded ? wanted + " is armed where it belongs" : "nothing is lost",
        () -> {
          boolean[] settled = new boolean[1];
          withKexec(kexec -> settled[0] = isSettled(kexec.status()));
          return settled[0];
        });
  }

  private boolean isSettled(List<SlotStatus> all) {
    boolean settled = all.size() == 8;
    for (SlotStatus status : all) {
      settled &= !status.isLost() && status.trouble().isEmpty();
      if (guarded && status.slot() == Slot.CRASH && !status.machine().equals(StormUser.SPARE)) {
        boolean isBest = status.machine().equals(BETTER);
        String line = status.image().map(image -> image.commandLine()).orElse("");
        settled &= status.loaded() == isBest && line.startsWith(isBest ? wanted : "");
      }
    }
    return settled && (!guarded || armed.get(1).getAsBoolean());
  }

  /** {@return a new file with all objects, from which can be told who holds what is left} */
  private static Path dump() throws Exception {
    Path file = Path.of("target", "storm.hprof").toAbsolutePath();
    Files.deleteIfExists(file);
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
            "dumpHeap",
            new Object[] {file.toString(), true},
            new String[] {String.class.getName(), boolean.class.getName()});
    return file;
  }

  /**
   * Declarative Services (Felix SCR 2.2.18, ComponentRegistry) keeps a component that was refused a
   * service until that service is registered again, even if it never will be.
   */
  private void forgetGoneServices() throws ReflectiveOperationException {
    Object registry = content(declarativeServices, "componentRegistry");
    synchronized (registry) {
      ((Map<?, ?>) content(registry, "m_missingDependencies"))
          .keySet()
          .removeIf(key -> ((ServiceReference<?>) key).getBundle() == null);
    }
  }

  private static Object content(Object of, String field) throws ReflectiveOperationException {
    Field found = of.getClass().getDeclaredField(field);
    found.setAccessible(true);
    return found.get(of);
  }

  private void requireLoadersGone() throws Exception {
    forgetGoneServices();
    List<WeakReference<ClassLoader>> left = StormFootprint.collect(old.keySet(), A_MOMENT);
    if (left.size() > KEPT_BY_JDK) {
      left = StormFootprint.collect(left, PATIENCE);
    }
    old.keySet().retainAll(left);
    old.replaceAll((loader, stretches) -> stretches + 1);
    if (left.size() > KEPT_BY_JDK || old.containsValue(MOST_STRETCHES)) {
      watch.fail(
          "class loaders of bundles that were updated or refreshed are left: %s; see %s"
              .formatted(left.stream().map(WeakReference::get).toList(), dump()));
    }
  }

  private void requireNothingLeft() throws Exception {
    requireLoadersGone();
    StormFootprint now = StormFootprint.of(bundles);
    if (before.isEmpty()) {
      before = Optional.of(now);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> growth = now.growth(before.get());
    // What is only in use for some time, such as by an event that is delivered, is given back.
    while (!growth.isEmpty() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(500);
      now = StormFootprint.of(bundles);
      growth = now.growth(before.get());
    }
    if (!growth.isEmpty()) {
      watch.fail("there is more than before: " + String.join("; ", growth));
    }
    last = Optional.of(now);
  }

  /** A question whose answer may fail. */
  @FunctionalInterface
  private interface Question {
    boolean ask() throws Exception;
  }

  private void await(String what, Question reached) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isReached(reached) && !watch.hasFailed()) {
      if (System.nanoTime() - deadline > 0) {
        StringBuilder there = new StringBuilder();
        withKexec(kexec -> there.append(kexec.status()).append(kexec.backends()));
        watch.fail("not reached: " + what + "; there is " + there);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static boolean isReached(Question reached) throws Exception {
    try {
      return reached.ask();
    } catch (KexecException e) {
      // Such as from a service that is about to be replaced.
      return false;
    }
  }

  /** Work with the service. */
  @FunctionalInterface
  private interface Work {
    void with(Kexec kexec) throws Exception;
  }

  private void withKexec(Work work) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      ServiceReference<Kexec> reference = context.getServiceReference(Kexec.class);
      Kexec kexec = reference == null ? null : context.getService(reference);
      if (kexec != null) {
        try {
          work.with(kexec);
          return;
        } catch (KexecException e) {
          if (System.nanoTime() - deadline > 0) {
            throw e;
          }
        } finally {
          context.ungetService(reference);
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("no Kexec service");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  // ---- what happens

  private void operation() throws Exception {
    int kind = random.nextInt(100);
    Bundle bundle = bundles.get(random.nextInt(bundles.size()));
    StormyMachine machine = machines.get(random.nextInt(machines.size()));
    String configured = List.of(GOOD, BETTER, StormUser.SPARE).get(random.nextInt(3));
    String fault = FAULTS[random.nextInt(FAULTS.length)];
    int ranking = random.nextInt(20);
    int level = FIRST_LEVEL - 1 + random.nextInt(LEVELS + 1);
    boolean more = random.nextBoolean();
    String name = bundle.getSymbolicName();
    if (kind < 10) {
      does("start all", "", this::startAll);
    } else if (kind < 25) {
      does("swap", BETTER, () -> toggle(better, more));
    } else if (kind < 40) {
      does("toggle", name, () -> toggle(bundle, more));
    } else if (kind < 49) {
      does("update", name, () -> update(bundle, more));
    } else if (kind < 55) {
      does("refresh", name, () -> refresh(bundle));
    } else if (kind < 65) {
      does("machine", "" + ranking, () -> comeOrGo(machine, ranking));
    } else if (kind < 75) {
      does("fail", configured + " " + fault, () -> fail(configured, fault, more));
    } else if (kind < 80) {
      does(
          "rank",
          configured + " " + ranking,
          () -> change(configured, Map.of("service.ranking", ranking)));
    } else if (kind < 84) {
      does("remake", configured, () -> change(configured, Map.of("seed", (long) ranking)));
    } else if (kind < 88) {
      does("core", "" + more, () -> configureCore(more));
    } else if (kind < 93) {
      does("image", "" + ranking, () -> configureImage(ranking));
    } else if (kind < 96) {
      does("level", "" + level, () -> level(level));
    } else {
      does("change", configured, () -> changeHardware(configured));
    }
  }

  /** Something that happens. */
  @FunctionalInterface
  private interface Happening {
    void happen() throws Exception;
  }

  private void does(String kind, String what, Happening happening) throws Exception {
    counts.merge(kind, 1, Integer::sum);
    actor.does(
        kind + " " + what,
        () -> {
          happening.happen();
          return "";
        });
  }

  private static void toggle(Bundle bundle, boolean persistently) throws Exception {
    if (bundle.getState() == Bundle.ACTIVE) {
      bundle.stop(persistently ? 0 : Bundle.STOP_TRANSIENT);
    } else {
      bundle.start();
    }
  }

  private void update(Bundle bundle, boolean isRefreshed) throws Exception {
    // The probe is wired to the API, and would go with it.
    if (bundle.getSymbolicName().equals("kexec.api")) {
      return;
    }
    refreshes.writeLock().lock();
    try {
      // Felix refreshes a bundle at once if nobody is wired to it.
      if (bundle.equals(better)) {
        bundle.update(new ByteArrayInputStream(betterJar));
      } else {
        bundle.update();
      }
    } finally {
      refreshes.writeLock().unlock();
    }
    if (isRefreshed) {
      refresh(bundle);
    }
  }

  private void refresh(Bundle bundle) throws Exception {
    if (bundle.getSymbolicName().equals("kexec.api")) {
      return;
    }
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring != null && wiring.getClassLoader() != null) {
      old.put(new WeakReference<>(wiring.getClassLoader()), 0);
    }
    refreshed(List.of(bundle));
  }

  private void refreshed(Collection<Bundle> some) throws Exception {
    refreshes.writeLock().lock();
    try {
      lab.refresh(some);
    } finally {
      refreshes.writeLock().unlock();
    }
  }

  private void comeOrGo(StormyMachine machine, int ranking) {
    if (registered.containsKey(machine)) {
      leave(machine);
    } else {
      arrive(machine, ranking);
    }
  }

  private void arrive(StormyMachine machine, int ranking) {
    Dictionary<String, Object> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                MachineService.MACHINE,
                "stormy" + machines.indexOf(machine),
                MachineService.ARCH,
                "x86_64",
                Constants.SERVICE_RANKING,
                ranking));
    registered.put(
        machine,
        List.of(
            context.registerService(MemoryOps.class, machine, properties),
            context.registerService(MachineKexec.class, machine, properties)));
  }

  private void leave(StormyMachine machine) {
    List<ServiceRegistration<?>> services = registered.remove(machine);
    if (services != null) {
      services.forEach(ServiceRegistration::unregister);
    }
  }

  private void fail(String machine, String fault, boolean on) throws Exception {
    change(machine, Map.of("fail", on ? new String[] {fault} : new String[0]));
  }

  private void change(String machine, Map<String, Object> values) throws IOException {
    Configuration configuration = configurations.get(machine);
    Map<String, Object> properties =
        new HashMap<>(FrameworkUtil.asMap(configuration.getProperties()));
    properties.putAll(values);
    configuration.update(FrameworkUtil.asDictionary(properties));
  }

  private void configureCore(boolean retry) throws Exception {
    Configuration configuration =
        lab.service(ConfigurationAdmin.class).getConfiguration("kexec.core", "?");
    configurations.put("kexec.core", configuration);
    configuration.update(
        FrameworkUtil.asDictionary(Map.of("retry", true, "nothing", String.valueOf(retry))));
  }

  private void configureImage(int number) throws Exception {
    Configuration configuration =
        lab.service(ConfigurationAdmin.class).getFactoryConfiguration("kexec.image", "storm", "?");
    if (number < 4) {
      configuration.delete();
      configurations.remove("kexec.image");
      return;
    }
    configurations.put("kexec.image", configuration);
    configuration.update(
        FrameworkUtil.asDictionary(
            Map.of(
                "slot",
                number % 2 == 0 ? "crash" : "default",
                "kernel",
                Kernels.path().toString(),
                "machine",
                StormUser.SPARE,
                "append",
                "configured-" + number,
                "settle",
                "0")));
  }

  private void changeHardware(String machine) throws Exception {
    if (guarded) {
      // A simulated machine frees its crash image before it takes the one that is made anew.
      return;
    }
    ServiceReference<MachineListener> reference =
        context.getServiceReference(MachineListener.class);
    MachineListener listener = reference == null ? null : context.getService(reference);
    if (listener != null) {
      listener.onChange(machine);
      context.ungetService(reference);
    }
  }

  private void level(int level) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    levels.setStartLevel(level, event -> done.countDown());
    if (!done.await(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the start level " + level + " was not reached");
    }
  }

  /** Ends it: everything is as it was before. */
  void close() throws Exception {
    watch.close();
    for (StormyMachine machine : machines) {
      leave(machine);
    }
    for (String pid : List.of("kexec.core", "kexec.image")) {
      Configuration configuration = configurations.get(pid);
      if (configuration != null) {
        configuration.delete();
      }
    }
    better.uninstall();
  }
}
