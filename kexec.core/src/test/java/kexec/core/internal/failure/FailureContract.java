package kexec.core.internal.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.plan.Slot;
import kexec.core.internal.failure.Violation.Kind;
import kexec.linux.sys.Steps;
import kexec.linux.sys.Steps.Failure;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every call that a machine makes fails in every way that it can, one at a time, and together with
 * one of the next calls, which clean up. A backend extends this with a model of its receiver.
 *
 * <p>Calls that load or unload, and those around them, fail in two ways, others in one, by turns;
 * with {@code -Dfailures.all} all fail in every way, and with {@code -Dfailures.pairs} as often as
 * they are made, and together with every later one.
 */
public abstract class FailureContract {

  private static final boolean PAIRS = Boolean.getBoolean("failures.pairs");
  private static final boolean ALL = PAIRS || Boolean.getBoolean("failures.all");

  /** How many steps after a failed one fail too. */
  private static final int CLEAN_UP = PAIRS ? 1000 : 2;

  /** In how many ways a call fails that loads or unloads, or is near to one; others in one way. */
  private static final int WAYS = 2;

  /** How near. */
  private static final int BEHIND = 4;

  private static final int AHEAD = 2;

  private static final int MOST_SHOWN = 40;

  /** As the codes are written in the documentation. */
  private static final Pattern CODE = Pattern.compile("`([a-z][a-z0-9-]+)`");

  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger doubts = new AtomicInteger();

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  /** {@return whether everything is tried, which takes long} */
  protected static boolean isComplete() {
    return ALL;
  }

  /** For subclasses. */
  protected FailureContract() {}

  /**
   * Creates a machine whose receiver holds nothing.
   *
   * @param directory an empty directory
   * @param steps what the calls of the receiver are asked from
   * @return the machine
   * @throws Exception if it cannot be created
   */
  protected abstract FailingHost newHost(Path directory, Steps steps) throws Exception;

  /**
   * {@return the directory of the records; by default a plain one}
   *
   * @param real the plain one
   * @param steps the steps, if its files are to fail too
   */
  protected Path records(Path real, Steps steps) {
    return real;
  }

  /**
   * {@return whether a scenario is tried; by default all are}
   *
   * @param scenario the scenario
   */
  protected boolean isTried(FailureScenario scenario) {
    return true;
  }

  /**
   * {@return whether only those calls are tried that load or unload, and those around them, because
   * the others are tried elsewhere; by default false}
   */
  protected boolean isOnlyDecisive() {
    return false;
  }

  @ParameterizedTest
  @EnumSource
  void everyFailureIsSurvived(FailureScenario scenario) throws Exception {
    assumeTrue(isTried(scenario), "this is tried by -Dfailures.all, or elsewhere");
    List<Violation> violations = new ArrayList<>();
    for (Slot slot : Slot.values()) {
      if (scenario.isFor(slot)) {
        violations.addAll(explore(scenario, slot, directory));
      }
    }
    System.out.printf(
        "%s %s: %s runs, %s of them with a state in doubt%n",
        getClass().getSimpleName(), scenario, runs.get(), doubts.get());
    assertThat(shown(violations)).isEmpty();
  }

  private static String shown(List<Violation> violations) {
    Map<Kind, Long> counts =
        violations.stream()
            .collect(Collectors.groupingBy(Violation::kind, TreeMap::new, Collectors.counting()));
    return violations.isEmpty()
        ? ""
        : counts
            + violations.stream()
                .limit(MOST_SHOWN)
                .map(violation -> "\n" + violation)
                .collect(Collectors.joining());
  }

  /** {@return the rules that are broken by some failure of a scenario} */
  List<Violation> explore(FailureScenario scenario, Slot slot, Path below) throws Exception {
    Exploration exploration = new Exploration(scenario, slot, codes(), below);
    FailureRun.Result clean = run(exploration, Map.of());
    List<Violation> violations = new ArrayList<>(clean.violations());
    FailingHost host = newHost(Files.createTempDirectory(below, "host"), new Steps(Map.of()));
    List<Case> cases = cases(clean, host, exploration.turn(getClass()));
    cases.parallelStream()
        .map(each -> together(exploration, each, clean.taken(), host))
        .forEachOrdered(violations::addAll);
    return violations;
  }

  /** What is explored. */
  private record Exploration(
      FailureScenario scenario, Slot slot, Set<String> codes, Path directory) {

    /** Where the turns begin. */
    int turn(Class<?> type) {
      return (type.getSimpleName() + scenario.name() + slot.name()).hashCode();
    }
  }

  /** A failed step; for one of its ways to fail, the steps after it fail too. */
  private record Case(int step, Failure failure, boolean isCleanUpTried) {}

  private List<Case> cases(FailureRun.Result clean, FailingHost host, int turn) {
    List<Case> cases = new ArrayList<>();
    Set<String> ways = new HashSet<>();
    for (int step = 0; step < clean.passed().size(); step++) {
      boolean isNear = isNear(clean.passed(), step, host);
      // What was reached in the same way before is not tried again.
      boolean isNew = ways.add(clean.ways().get(step)) && (ALL || !isOnlyDecisive());
      if (isNew || isNear || PAIRS) {
        cases.addAll(cases(step, host.failures(clean.passed().get(step)), turn + step, isNear));
      }
    }
    return cases;
  }

  private static boolean isNear(List<String> passed, int step, FailingHost host) {
    return passed
        .subList(Math.max(0, step - BEHIND), Math.min(passed.size(), step + AHEAD))
        .stream()
        .anyMatch(host::isDecisive);
  }

  private static List<Case> cases(int step, List<Failure> ways, int turn, boolean isNear) {
    List<Case> cases = new ArrayList<>();
    for (boolean late : new boolean[] {false, true}) {
      List<Failure> same = ways.stream().filter(way -> way.isLate() == late).toList();
      int count = ALL ? same.size() : Math.min(isNear ? WAYS : 1, same.size());
      for (int i = 0; i < count; i++) {
        // By turns: over all scenarios, every call fails in every way.
        int which = Math.floorMod(turn + i * same.size() / count, same.size());
        boolean isFirst = i == 0 && (isNear || PAIRS);
        cases.add(new Case(step, same.get(ALL ? i : which), isFirst));
      }
    }
    return cases;
  }

  private List<Violation> together(
      Exploration exploration, Case tried, long usual, FailingHost host) {
    Map<Integer, Failure> first = Map.of(tried.step(), tried.failure());
    FailureRun.Result one = survive(exploration, first);
    List<Violation> violations = new ArrayList<>(judged(one, usual));
    int end = tried.isCleanUpTried() ? tried.step() + 1 + CLEAN_UP : 0;
    for (int next = tried.step() + 1; next < Math.min(one.passed().size(), end); next++) {
      List<Failure> ways = host.failures(one.passed().get(next));
      if (!ways.isEmpty()) {
        Map<Integer, Failure> both = new TreeMap<>(first);
        both.put(next, ways.get(0));
        violations.addAll(judged(survive(exploration, both), usual));
      }
    }
    return violations;
  }

  private FailureRun.Result survive(Exploration exploration, Map<Integer, Failure> planned) {
    try {
      return run(exploration, planned);
    } catch (Exception e) {
      throw new IllegalStateException(exploration.scenario() + " with " + planned, e);
    }
  }

  private static List<Violation> judged(FailureRun.Result result, long usual) {
    List<Violation> all = new ArrayList<>(result.violations());
    if (result.taken() > usual) {
      all.add(
          new Violation(
              Kind.LEAK,
              result.happened() + " of " + result.passed(),
              "%s are taken, usually %s".formatted(result.taken(), usual)));
    }
    return all;
  }

  private FailureRun.Result run(Exploration exploration, Map<Integer, Failure> planned)
      throws Exception {
    runs.incrementAndGet();
    Path place = Files.createTempDirectory(exploration.directory(), "run");
    Steps steps = new Steps(planned);
    Path records = place.resolve("records");
    FailingHost host = newHost(Files.createDirectory(place.resolve("host")), steps);
    FailingWorld world = new FailingWorld(records(records, steps), host);
    FailureRun.Result result =
        new FailureRun(
                world,
                steps,
                exploration.scenario(),
                exploration.slot(),
                records,
                exploration.codes())
            .run();
    doubts.addAndGet(result.inDoubt() ? 1 : 0);
    delete(place);
    return result;
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static Set<String> codes() throws IOException {
    return CODE.matcher(Files.readString(Path.of("../docs/findings.md")))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }
}
