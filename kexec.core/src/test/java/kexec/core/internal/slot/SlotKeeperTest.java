package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.policy.PolicyDirectory;
import kexec.core.internal.policy.PolicyGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlotKeeperTest {

  private static final Path KERNEL = Path.of("/boot/vmlinuz");
  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 100, Map.of());

  @TempDir private Path directory;

  private final MachineRegistry registry = new MachineRegistry();
  private final FakeMachine plain = new FakeMachine("plain");
  private final FakeMachine better = new FakeMachine("better");
  private final List<KexecEvent> events = new ArrayList<>();
  private boolean protocolIsThere = true;

  private SlotKeeper keeper() {
    return new SlotKeeper(
        new Candidates(registry, Optional.empty(), "x86_64"),
        this::plan,
        new SlotKeeper.Settings(
            directory,
            Clock.systemUTC(),
            Duration.ofSeconds(5),
            true,
            Optional::empty,
            PolicyDirectory.NONE),
        events::add);
  }

  private Plan plan(
      PlanRequest request,
      Machine machine,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException {
    if (!protocolIsThere) {
      throw new KexecException(
          new Fault("protocol-missing", "planning", "there is none", "Start one."));
    }
    return Plan.builder()
        .slot(request.slot())
        .machine(machine.name())
        .kernel(request.kernel(), 1, FACTS)
        .commandLine(request.commandLine())
        .build();
  }

  private static PlanRequest request(Slot slot, String commandLine) {
    return PlanRequest.of(KERNEL).slot(slot).commandLine(commandLine).build();
  }

  private static Optional<SlotStatus> status(SlotKeeper keeper, FakeMachine machine, Slot slot)
      throws KexecException {
    return keeper.status().stream()
        .filter(s -> s.slot() == slot && s.machine().equals(machine.name))
        .findFirst();
  }

  @Test
  void aListenerThatAsksIsToldOfTheImageThatWasLoaded() throws Exception {
    plain.register(registry, 0, 1);
    List<String> told = new ArrayList<>();
    SlotKeeper[] asked = new SlotKeeper[1];
    asked[0] =
        new SlotKeeper(
            new Candidates(registry, Optional.empty(), "x86_64"),
            this::plan,
            new SlotKeeper.Settings(
                directory,
                Clock.systemUTC(),
                Duration.ofSeconds(5),
                true,
                Optional::empty,
                PolicyDirectory.NONE),
            event -> told.add(shownCommandLine(asked[0])));
    asked[0].load(request(Slot.DEFAULT, "first"));
    asked[0].load(request(Slot.DEFAULT, "second"));
    assertThat(told).containsExactly("first", "second");
  }

  @Test
  void whoLoadsIsToldWhatTheMachineStages() throws Exception {
    plain.register(registry, 0, 1);
    List<String> steps = new ArrayList<>();
    keeper()
        .load(
            request(Slot.DEFAULT, "first"),
            Optional.empty(),
            (step, done, total) -> steps.add(step));
    assertThat(steps).containsExactly("staging for plain");
  }

  private String shownCommandLine(SlotKeeper keeper) {
    try {
      return status(keeper, plain, Slot.DEFAULT).orElseThrow().image().orElseThrow().commandLine();
    } catch (KexecException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aMoveThatFailedIsTriedAgainWhenItsCauseMayBeGone() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.CRASH, "armed"));
    protocolIsThere = false;
    better.register(registry, 5, 10);
    keeper.upkeep();
    assertThat(better.held).isEmpty();
    assertThat(plain.held).containsKey(Slot.CRASH);
    assertThat(status(keeper, better, Slot.CRASH).orElseThrow().trouble()).isPresent();

    protocolIsThere = true;
    keeper.upkeep();
    assertThat(better.held).as("nothing said that it may succeed now").isEmpty();
    keeper.retry();
    keeper.upkeep();
    assertThat(better.held).containsKey(Slot.CRASH);
    assertThat(plain.held).isEmpty();
    assertThat(status(keeper, better, Slot.CRASH).orElseThrow().trouble()).isEmpty();
  }

  @Test
  void whereNothingIsWantedNothingIsInTrouble() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.CRASH, "armed"));
    better.refusesLoads = true;
    better.register(registry, 5, 10);
    keeper.upkeep();
    assertThat(status(keeper, better, Slot.CRASH).orElseThrow().trouble()).isPresent();

    keeper.unload(Slot.CRASH, Optional.empty());
    assertThat(keeper.status()).allSatisfy(s -> assertThat(s.trouble()).isEmpty());
    assertThat(plain.held).isEmpty();
  }

  @Test
  void anImageThatWaitedForASlotMovesWhenTheUserEmptiesIt() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.CRASH, "wanted"));
    better.register(registry, 5, 10);
    keeper.load(
        PlanRequest.of(KERNEL).slot(Slot.CRASH).commandLine("named").machine("better").build());
    keeper.upkeep();
    assertThat(better.held.get(Slot.CRASH).commandLine()).isEqualTo("named");
    assertThat(status(keeper, better, Slot.CRASH).orElseThrow().trouble())
        .hasValueSatisfying(t -> assertThat(t).contains("by its name"));

    keeper.unload(Slot.CRASH, Optional.of("better"));
    keeper.upkeep();
    assertThat(better.held.get(Slot.CRASH).commandLine()).isEqualTo("wanted");
    assertThat(plain.held).isEmpty();
  }

  @Test
  void aMachineThatBreaksDoesNotKeepTheUpkeepFromTheOtherSlot() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.DEFAULT, "next"));
    keeper.load(request(Slot.CRASH, "armed"));
    better.isBroken = true;
    better.register(registry, 5, 10);
    keeper.upkeep();

    assertThat(plain.held).containsOnlyKeys(Slot.DEFAULT, Slot.CRASH);
    assertThat(events)
        .filteredOn(KexecEvent.MoveFailed.class::isInstance)
        .extracting(e -> ((KexecEvent.MoveFailed) e).slot())
        .containsExactlyInAnyOrder(Slot.DEFAULT, Slot.CRASH);
  }

  @Test
  void aCrashImageIsMadeAnewWhenItsMachineChanged() throws Exception {
    plain.register(registry, 0, 1);
    better.register(registry, -5, 10);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.CRASH, "armed"));
    keeper.load(request(Slot.DEFAULT, "next"));
    keeper.changed("better");
    keeper.upkeep();
    keeper.changed("unheard of");
    keeper.upkeep();
    assertThat(plain.loads).isEqualTo(2);
    assertThat(better.loads).isZero();

    keeper.changed("plain");
    keeper.upkeep();
    assertThat(plain.loads).as("only the crash image describes the machine").isEqualTo(3);
    assertThat(plain.held.get(Slot.CRASH).commandLine()).isEqualTo("armed");
  }

  @Test
  void aCrashImageThatCannotBeMadeAnewStaysAndIsInTrouble() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.CRASH, "armed"));
    protocolIsThere = false;
    keeper.changed("plain");
    keeper.upkeep();
    assertThat(plain.held).containsKey(Slot.CRASH);
    assertThat(status(keeper, plain, Slot.CRASH).orElseThrow().trouble())
        .hasValueSatisfying(t -> assertThat(t).contains("the machine as it was"));

    protocolIsThere = true;
    keeper.changed("plain");
    keeper.upkeep();
    assertThat(status(keeper, plain, Slot.CRASH).orElseThrow().trouble()).isEmpty();
  }

  @Test
  void anotherProgramsImageIsNotMadeAnew() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    plain.held.put(
        Slot.CRASH,
        plan(
            request(Slot.CRASH, "theirs"),
            registry.machines().get(0),
            file -> Optional.empty(),
            PolicyGate.open(),
            ProgressListener.NONE));
    keeper.changed("plain");
    keeper.upkeep();
    assertThat(plain.loads).isZero();
  }

  @Test
  void theSystemIsBroughtDownBeforeTheJump() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.DEFAULT, "next"));
    assertThat(keeper.execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.ORDERLY)).isPresent();
    assertThat(plain.calls).containsExactly("shutdown DEFAULT ORDERLY", "execute DEFAULT");
  }

  @Test
  void aSystemThatJumpsByItselfIsNotJumpedTwice() throws Exception {
    plain.register(registry, 0, 1);
    plain.outcome = ShutdownOutcome.UNDER_WAY;
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.DEFAULT, "next"));
    assertThat(keeper.execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.FORCED)).isEmpty();
    assertThat(plain.calls).containsExactly("shutdown DEFAULT FORCED");
  }

  @Test
  void whatWasBusyIsTriedAgainSoon() throws Exception {
    plain.register(registry, 0, 1);
    SlotKeeper keeper = keeper();
    keeper.load(request(Slot.CRASH, "armed"));
    assertThat(keeper.upkeep()).isEmpty();
    plain.isBusy = true;
    keeper.changed("plain");
    assertThat(keeper.upkeep()).isPresent();
    better.isBusy = true;
    better.register(registry, 5, 10);
    assertThat(keeper.upkeep().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(plain.held).containsKey(Slot.CRASH);

    better.isBusy = false;
    keeper.upkeep();
    assertThat(better.held).containsKey(Slot.CRASH);
  }
}
