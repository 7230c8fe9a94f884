package kexec.core.internal.failure;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.Offer;
import kexec.core.internal.policy.PolicyDirectory;
import kexec.core.internal.policy.PolicyGate;
import kexec.core.internal.slot.Candidates;
import kexec.core.internal.slot.FakeMachine;
import kexec.core.internal.slot.SlotKeeper;

/** A service with its records, a machine that fails, and a better one that may arrive. */
final class FailingWorld {

  /** The name of the machine that fails. */
  static final String NAME = "failing";

  private static final Path KERNEL = Path.of("/boot/vmlinuz");
  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 100, Map.of());
  private static final long ID = 10;
  private static final int MOST_ROUNDS = 20;

  private final Path records;
  private final FailingHost host;
  private final MachineRegistry registry = new MachineRegistry();
  private final FakeMachine other = new FakeMachine("other");
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private SlotKeeper keeper;
  private Optional<Duration> next = Optional.empty();

  FailingWorld(Path records, FailingHost host) {
    this.records = records;
    this.host = host;
    this.keeper = newKeeper();
  }

  private SlotKeeper newKeeper() {
    return new SlotKeeper(
        new Candidates(registry, Optional.empty(), "x86_64"),
        this::plan,
        new SlotKeeper.Settings(
            records, clock, Duration.ZERO, true, Optional::empty, PolicyDirectory.NONE),
        event -> {});
  }

  private Plan plan(
      PlanRequest request,
      Machine machine,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException {
    int variant = variant(request.commandLine());
    if (!machine.name().equals(NAME)) {
      return planned(
          variant,
          request,
          Plan.builder().machine(machine.name()).kernel(KERNEL, 1, FACTS).build());
    }
    // What planning asks of the machine, whose answers the small plan does not need.
    machine.target(request.slot(), List.of());
    Plan plan;
    try {
      plan = host.plan(request.slot(), variant, leases);
    } catch (KexecException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the test cannot make its plan", e);
    }
    machine.kexec().service().check(plan);
    return planned(variant, request, plan);
  }

  private static Plan planned(int variant, PlanRequest request, Plan plan) {
    return plan.toBuilder()
        .slot(request.slot())
        .kernel(request.kernel(), plan.kernelBytes(), plan.kernel())
        .commandLine(line(variant))
        .build();
  }

  private static String line(int variant) {
    return "variant=" + variant;
  }

  /** {@return the variant that a command line names} */
  static int variant(String commandLine) {
    return Integer.parseInt(commandLine.replaceFirst("variant=", ""));
  }

  FailingHost host() {
    return host;
  }

  SlotKeeper keeper() {
    return keeper;
  }

  /** The failing machine arrives. */
  void arrive(int ranking) {
    MachineKexec machine = host.machine();
    registry.addMemory(
        new Offer<MemoryOps>(NAME, "x86_64", "none", false, ranking, ID, NAME, ID, host.memory()));
    registry.addReceiver(
        new Offer<>(NAME, "x86_64", "none", false, ranking, ID + 1, NAME, ID, machine));
  }

  /** The machine that never fails arrives. */
  void otherArrives(int ranking) {
    other.register(registry, ranking, 1);
  }

  /** The service is stopped and started again. */
  void restart() {
    keeper = newKeeper();
  }

  /** After what a user does, the upkeep is due, as the service sees to. */
  void load(Slot slot, int variant) throws KexecException {
    next = Optional.of(Duration.ZERO);
    keeper.load(PlanRequest.of(KERNEL).slot(slot).commandLine(line(variant)).build());
  }

  void unload(Slot slot) throws KexecException {
    keeper.unload(slot, Optional.empty());
    next = Optional.of(Duration.ZERO);
  }

  /** {@return what the other machine holds: a variant or {@link FailingHost#NOTHING}} */
  int heldByOther(Slot slot) {
    Plan plan = other.held.get(slot);
    return plan == null ? FailingHost.NOTHING : variant(plan.commandLine());
  }

  SlotStatus status(Slot slot) throws KexecException {
    return keeper.status().stream()
        .filter(status -> status.slot() == slot && status.machine().equals(NAME))
        .findFirst()
        .orElseThrow(
            () ->
                new KexecException(
                    new Fault("machine-absent", "asking", "it is not there", "Add it.")));
  }

  /** Runs the upkeep once. */
  void upkeep() {
    next = keeper.upkeep();
  }

  /** Runs the upkeep whenever it is due, until nothing is left to be done. */
  void settle() {
    for (int round = 0; next.isPresent() && round < MOST_ROUNDS; round++) {
      now = now.plus(next.get());
      upkeep();
    }
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    now = now.plus(duration);
  }
}
