package kexec.core.internal.failure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.core.internal.failure.Violation.Kind;
import kexec.linux.sys.Steps;

/**
 * One run of a scenario with failures, and what is to be true afterwards: at once, after the
 * service has had time to repair it, and after a user has done it again.
 */
final class FailureRun {

  private final FailingWorld world;
  private final FailingHost host;
  private final Steps steps;
  private final FailureScenario scenario;
  private final Slot slot;
  private final Path records;
  private final Set<String> codes;
  private final List<Violation> violations = new ArrayList<>();
  private boolean inDoubt;
  private boolean wasInDoubt;
  private int before;
  private boolean wasToldWrong;

  /**
   * Creates a run.
   *
   * @param records the directory of the records as it really is
   * @param codes the documented codes
   */
  FailureRun(
      FailingWorld world,
      Steps steps,
      FailureScenario scenario,
      Slot slot,
      Path records,
      Set<String> codes) {
    this.world = world;
    this.host = world.host();
    this.steps = steps;
    this.scenario = scenario;
    this.slot = slot;
    this.records = records;
    this.codes = codes;
  }

  /**
   * What a run came to.
   *
   * @param passed the steps that were passed
   * @param ways by which calls they were reached
   * @param happened the failures that happened
   * @param violations the rules that were broken
   * @param inDoubt whether the status could not tell what is loaded, and said so
   * @param taken what is taken after everything was unloaded
   */
  record Result(
      List<String> passed,
      List<String> ways,
      Map<Integer, Steps.Failure> happened,
      List<Violation> violations,
      boolean inDoubt,
      long taken) {}

  Result run() throws Exception {
    scenario.arrange(world, slot);
    before = host.held(slot);
    wasToldWrong = host.isToldWrong(slot);
    int besides = host.held(FailureScenario.other(slot));
    Throwable thrown = act();
    check(thrown);
    if (host.held(FailureScenario.other(slot)) != besides && !scenario.isUpkeep()) {
      violated(Kind.LOST_IMAGE, "at once", "the other slot has changed");
    }
    settle();
    repeat();
    return new Result(
        steps.passed(),
        steps.ways(),
        steps.happened(),
        List.copyOf(violations),
        wasInDoubt,
        host.taken());
  }

  private Throwable act() {
    steps.start();
    try {
      scenario.act(world, slot);
      return null;
    } catch (Exception | Error e) {
      return e;
    } finally {
      steps.stop();
    }
  }

  private void check(Throwable thrown) {
    if (thrown instanceof KexecException refusal) {
      requireDocumented("at once", refusal);
    } else if (thrown != null && !host.isJump(thrown)) {
      violated(Kind.UNDECLARED, "at once", thrown.toString());
    }
    int held = host.held(slot);
    boolean done = thrown == null && !scenario.isUpkeep();
    boolean asIntended = held == scenario.expected() || (!done && held == before);
    boolean lost = held == FailingHost.NOTHING && !done && host.mayLose(slot, steps);
    SlotStatus status = honest("at once", held);
    wasInDoubt = inDoubt;
    if (!asIntended && !lost && !(inDoubt && host.mayLose(slot, steps))) {
      violated(Kind.LOST_IMAGE, "at once", "it holds %s after %s".formatted(held, before));
    }
    if (status != null && before != FailingHost.NOTHING && scenario.expected() != 0) {
      requireWanted("at once", status);
    }
  }

  private void requireDocumented(String when, KexecException refusal) {
    if (!codes.contains(refusal.fault().code())) {
      violated(Kind.UNDECLARED, when, "the code of " + refusal.fault() + " is not documented");
    }
  }

  /** {@return the status, which was compared with what is really held; null if there is none} */
  private SlotStatus honest(String when, int held) {
    SlotStatus status;
    try {
      status = world.status(slot);
    } catch (KexecException | RuntimeException e) {
      violated(Kind.UNTRUE_STATUS, when, "nothing fails any more, and there is none: " + e);
      return null;
    }
    Optional<Integer> told = status.image().map(image -> FailingWorld.variant(image.commandLine()));
    inDoubt = status.loaded() && told.isEmpty() && status.trouble().isPresent();
    if (wasToldWrong && host.isToldWrong(slot)) {
      // As before: nobody can see it.
      return status;
    }
    boolean isTrue =
        status.loaded() == (held != FailingHost.NOTHING)
            && (inDoubt || told.orElse(FailingHost.NOTHING) == held);
    if (!isTrue) {
      violated(
          Kind.UNTRUE_STATUS,
          when,
          "it holds %s, and the status is %s%s, trouble: %s"
              .formatted(
                  held,
                  status.loaded() ? "loaded" : "empty",
                  told.map(variant -> ", " + variant).orElse(""),
                  status.trouble().orElse("none")));
    }
    return status;
  }

  private void requireWanted(String when, SlotStatus status) {
    Optional<WantedImage> wanted = status.wanted();
    boolean movedAway = world.heldByOther(slot) != FailingHost.NOTHING;
    if (wanted.isEmpty() && !movedAway) {
      violated(Kind.LOST_WISH, when, "nothing is wanted any more");
    }
  }

  /** Without failures the upkeep arrives where it would have arrived. */
  private void settle() {
    String when = "after the upkeep";
    try {
      world.settle();
    } catch (RuntimeException e) {
      violated(Kind.UNDECLARED, when, e.toString());
    }
    int held = host.held(slot);
    SlotStatus status = honest(when, held);
    if (status == null || inDoubt) {
      return;
    }
    // An image that cannot be moved stays where it is, until something changes.
    boolean isArmed = world.heldByOther(slot) != FailingHost.NOTHING || held != FailingHost.NOTHING;
    if (scenario.isUpkeep() && !isArmed) {
      violated(
          Kind.LOST_WISH,
          when,
          "it holds %s, not %s; trouble: %s"
              .formatted(held, scenario.expected(), status.trouble().orElse("none")));
    }
    int wanted =
        status
            .wanted()
            .map(image -> FailingWorld.variant(image.request().commandLine()))
            .orElse(FailingHost.NOTHING);
    // Whoever unloads wants nothing there, even if the receiver refuses.
    boolean isLetGo = scenario == FailureScenario.UNLOAD && wanted == FailingHost.NOTHING;
    if (wanted != held && !isLetGo && world.heldByOther(slot) == FailingHost.NOTHING) {
      violated(Kind.LOST_WISH, when, "it holds %s, and %s is wanted".formatted(held, wanted));
    }
  }

  /** A user can go on as if nothing had been. */
  private void repeat() throws Exception {
    String when = "at the next load";
    try {
      world.load(slot, FailureScenario.LAST);
      world.settle();
      if (world.heldByOther(slot) == FailingHost.NOTHING) {
        SlotStatus status = honest(when, host.held(slot));
        if (inDoubt || (status != null && (status.isLost() || status.trouble().isPresent()))) {
          violated(Kind.NOT_REPEATABLE, when, String.valueOf(status));
        }
        requireHeld(when, FailureScenario.LAST);
      }
      when = "at the next unload";
      for (Slot each : Slot.values()) {
        world.unload(each);
      }
      world.settle();
      honest(when, host.held(slot));
      requireHeld(when, FailingHost.NOTHING);
    } catch (KexecException | RuntimeException e) {
      violated(Kind.NOT_REPEATABLE, when, e.toString());
    }
    requireNoFiles();
  }

  private void requireHeld(String when, int expected) {
    int held = host.held(slot);
    if (held != expected) {
      violated(Kind.NOT_REPEATABLE, when, "it holds %s, not %s".formatted(held, expected));
    }
  }

  private void requireNoFiles() throws Exception {
    if (!Files.exists(records)) {
      return;
    }
    try (Stream<Path> files = Files.list(records)) {
      List<String> left =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.endsWith(".lock") && !isForgiven(name))
              .sorted()
              .toList();
      if (!left.isEmpty()) {
        violated(Kind.LEAK, "at the next unload", "files are left: " + left);
      }
    }
  }

  /** What could not be deleted is left, and nothing reads it. */
  private boolean isForgiven(String name) {
    return name.endsWith(".new") && steps.hasFailed("file delete");
  }

  private void violated(Kind kind, String when, String what) {
    violations.add(
        new Violation(
            kind, "%s %s, %s, %s".formatted(scenario, slot.label(), named(), when), what));
  }

  /** {@return the failures that were planned, with the names of their steps} */
  private String named() {
    List<String> passed = steps.passed();
    StringBuilder text = new StringBuilder();
    steps.happened().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            each ->
                text.append(text.isEmpty() ? "" : " and ")
                    .append(
                        "step %s %s = %s"
                            .formatted(each.getKey(), passed.get(each.getKey()), each.getValue())));
    return text.isEmpty() ? "no failure" : text.toString();
  }
}
