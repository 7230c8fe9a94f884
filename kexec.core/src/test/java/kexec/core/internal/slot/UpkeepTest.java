package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kexec.api.KexecEvent;
import kexec.api.KexecEvent.ImageLoaded;
import kexec.api.KexecEvent.ImageLost;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.BusyException;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.policy.PolicyDirectory;
import kexec.core.internal.policy.PolicyGate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wanted images, loaded images and their records, on receivers that free a crash image before they
 * load another one, as Linux does.
 */
final class UpkeepTest {

  private static final Path KERNEL = Path.of("/boot/vmlinuz");
  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 100, Map.of());

  @TempDir private Path temporary;

  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final MachineRegistry registry = new MachineRegistry();
  private final FakeMachine plain = new FakeMachine("plain");
  private final FakeMachine better = new FakeMachine("better");
  private final List<KexecEvent> events = new ArrayList<>();
  private RuntimeException planningFails;
  private Path directory;

  private void pass(Duration duration) {
    now = now.plus(duration);
  }

  @BeforeEach
  void makeMachines() {
    directory = temporary.resolve("records");
    plain.freesFirst = true;
    better.freesFirst = true;
    plain.register(registry, 0, 1);
  }

  private SlotKeeper service() {
    return keeper(true);
  }

  private SlotKeeper command() {
    return keeper(false);
  }

  private SlotKeeper keeper(boolean retries) {
    return keeper(registry, this::plan, retries, events::add);
  }

  private SlotKeeper keeper(
      MachineRegistry machines, PlanMaker planner, boolean retries, Consumer<KexecEvent> told) {
    return new SlotKeeper(
        new Candidates(machines, Optional.empty(), "x86_64"),
        planner,
        new SlotKeeper.Settings(
            directory,
            clock,
            Duration.ofMillis(50),
            retries,
            Optional::empty,
            PolicyDirectory.NONE),
        told);
  }

  private Plan plan(
      PlanRequest request,
      Machine machine,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException {
    if (planningFails != null) {
      throw planningFails;
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

  private static SlotStatus status(SlotKeeper keeper, FakeMachine machine, Slot slot)
      throws KexecException {
    return keeper.status().stream()
        .filter(s -> s.slot() == slot && s.machine().equals(machine.name))
        .findFirst()
        .orElseThrow();
  }

  private static WantedImage.Loss loss(SlotKeeper keeper, FakeMachine machine) throws Exception {
    return status(keeper, machine, Slot.CRASH).wanted().orElseThrow().loss().orElseThrow();
  }

  private String armed(FakeMachine machine) {
    Plan plan = machine.held.get(Slot.CRASH);
    return plan == null ? "nothing" : plan.commandLine();
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.endsWith(".lock"))
          .sorted()
          .toList();
    }
  }

  /** An image lost by a refresh stays wanted until it is armed again. */
  @Test
  void aLostCrashImageIsArmedAgainAfterGrowingPauses() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.refusesLoads = true;
    keeper.changed("plain");
    assertThat(keeper.upkeep()).contains(Duration.ofSeconds(5));
    assertThat(armed(plain)).isEqualTo("nothing");
    assertThat(events).filteredOn(ImageLost.class::isInstance).hasSize(1);
    assertThat(loss(keeper, plain).nextTry()).contains(clock.instant().plusSeconds(5));

    for (int seconds : new int[] {10, 20, 40, 80, 160, 320, 600, 600}) {
      pass(keeper.upkeep().orElseThrow());
      assertThat(keeper.upkeep()).contains(Duration.ofSeconds(seconds));
      assertThat(loss(keeper, plain).nextTry()).contains(clock.instant().plusSeconds(seconds));
    }
    assertThat(loss(keeper, plain).tries()).isEqualTo(9);
    assertThat(loss(keeper, plain).reason()).contains("told to refuse");
    assertThat(events).filteredOn(ImageLost.class::isInstance).as("told once").hasSize(1);

    plain.refusesLoads = false;
    assertThat(keeper.upkeep()).as("not before its time").isPresent();
    assertThat(armed(plain)).isEqualTo("nothing");
    pass(Duration.ofMinutes(10));
    assertThat(keeper.upkeep()).isEmpty();
    assertThat(armed(plain)).isEqualTo("armed");
    assertThat(status(keeper, plain, Slot.CRASH).isLost()).isFalse();
    assertThat(status(keeper, plain, Slot.CRASH).trouble()).isEmpty();
    assertThat(events).last().isEqualTo(new ImageLoaded("plain", Slot.CRASH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"machine changed", "something changed", "core restarted"})
  void aLostCrashImageIsTriedAtEveryChange(String change) throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.refusesLoads = true;
    keeper.changed("plain");
    keeper.upkeep();
    pass(Duration.ofSeconds(5));
    keeper.upkeep();
    plain.refusesLoads = false;
    switch (change) {
      case "machine changed" -> keeper.changed("plain");
      case "something changed" -> keeper.retry();
      default -> keeper = service();
    }
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("armed");
  }

  @Test
  void aLoadThatFailsBringsTheWantedImageBack() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "good"));
    plain.refusesLoads = true;
    assertThatThrownBy(() -> keeper.load(request(Slot.CRASH, "bad")))
        .isInstanceOf(KexecException.class);
    assertThat(armed(plain)).isEqualTo("nothing");
    assertThat(status(keeper, plain, Slot.CRASH).wanted().orElseThrow().request().commandLine())
        .isEqualTo("good");
    plain.refusesLoads = false;
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("good");
  }

  @Test
  void whatIsUnwantedIsNotTriedAgain() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.refusesLoads = true;
    keeper.changed("plain");
    keeper.upkeep();
    command().unload(Slot.CRASH, Optional.empty());
    plain.refusesLoads = false;
    keeper.retry();
    assertThat(keeper.upkeep()).isEmpty();
    assertThat(armed(plain)).isEqualTo("nothing");
    assertThat(status(keeper, plain, Slot.CRASH).wanted()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void aCommandTellsOfALossAndLeavesTheRestToItsUser() throws Exception {
    command().load(request(Slot.CRASH, "armed"));
    plain.held.clear();
    assertThat(loss(command(), plain).reason()).contains("another program");
    SlotKeeper command = command();
    assertThat(command.upkeep()).isEmpty();
    assertThat(armed(plain)).isEqualTo("nothing");
    SlotStatus status = status(command(), plain, Slot.CRASH);
    assertThat(status.loaded()).isFalse();
    assertThat(status.wanted().orElseThrow().request().commandLine()).isEqualTo("armed");
    assertThat(status.wanted().orElseThrow().loss().orElseThrow().nextTry()).isEmpty();
  }

  /** The retry time that a process announced is reported as long as it can be met. */
  @Test
  void aCommandTellsWhenTheServiceTriesAgain() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.refusesLoads = true;
    keeper.changed("plain");
    keeper.upkeep();
    assertThat(loss(command(), plain).nextTry()).contains(clock.instant().plusSeconds(5));
    pass(Duration.ofSeconds(6));
    assertThat(loss(command(), plain).nextTry()).isEmpty();
  }

  @Test
  void aClockThatIsSetBackDoesNotPutTheAttemptOff() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.refusesLoads = true;
    keeper.changed("plain");
    keeper.upkeep();
    plain.refusesLoads = false;
    pass(Duration.ofDays(-400));
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("armed");
  }

  /** A crash image of a machine that has changed is made anew at once, and after a failure. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClockThatIsSetBackDoesNotPutTheRefreshOff(boolean failsAtFirst) throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    if (failsAtFirst) {
      planningFails = new IllegalStateException("not yet");
    }
    keeper.changed("plain");
    if (failsAtFirst) {
      keeper.upkeep();
      planningFails = null;
    }
    pass(Duration.ofDays(-400));
    assertThat(keeper.upkeep()).isEmpty();
    assertThat(plain.loads).isEqualTo(2);
  }

  @Test
  void anotherProgramThatEmptiesTheCrashSlotDoesNotDisarmIt() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.held.clear();
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("armed");
    assertThat(events).anyMatch(ImageLost.class::isInstance);
  }

  @Test
  void anotherProgramThatEmptiesTheDefaultSlotIsLeftAlone() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.DEFAULT, "next"));
    plain.held.clear();
    assertThat(keeper.upkeep()).isEmpty();
    keeper.retry();
    keeper.upkeep();
    assertThat(plain.held).as("it decides what the next restart does").isEmpty();
    assertThat(status(keeper, plain, Slot.DEFAULT).isLost()).isTrue();
  }

  @Test
  void anotherProgramsImageIsNotOverwrittenByALostOne() throws Exception {
    plain.namesImages = true;
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "ours"));
    plain.take(
        plan(
            request(Slot.CRASH, "theirs"),
            registry.machines().get(0),
            file -> Optional.empty(),
            PolicyGate.open(),
            ProgressListener.NONE));
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("theirs");
    SlotStatus status = status(keeper, plain, Slot.CRASH);
    assertThat(status.loaded()).isTrue();
    assertThat(status.image()).isEmpty();
    assertThat(status.isLost()).isTrue();
    assertThat(status.trouble().orElseThrow()).contains("another program");

    plain.held.clear();
    pass(Duration.ofMinutes(10));
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("ours");
  }

  @Test
  void onlyAReceiverThatNamesItsImagesConfirmsThem() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "first"));
    assertThat(status(keeper, plain, Slot.CRASH).confirmed()).isFalse();
    assertThat(status(keeper, plain, Slot.CRASH).image().orElseThrow().method())
        .contains(LoadMethod.SEGMENTS);
    plain.namesImages = true;
    keeper.load(request(Slot.CRASH, "second"));
    assertThat(status(keeper, plain, Slot.CRASH).confirmed()).isTrue();
  }

  /** The state after a killed process: the mark, and a receiver with the old or the new image. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptedLoadIsNotShownAsTheImageBefore(boolean namesImages) throws Exception {
    plain.namesImages = namesImages;
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "old"));
    RecordStore records = new RecordStore(directory, Duration.ZERO);
    records.begun(
        new Wish(
            request(Slot.CRASH, "new"),
            "0",
            clock.instant(),
            plain.receiver(),
            Optional.empty(),
            Optional.empty()));
    if (namesImages) {
      assertThat(status(keeper, plain, Slot.CRASH).image().orElseThrow().commandLine())
          .as("the receiver says that it is the old one")
          .isEqualTo("old");
    }
    plain.take(
        plan(
            request(Slot.CRASH, "new"),
            registry.machines().get(0),
            file -> Optional.empty(),
            PolicyGate.open(),
            ProgressListener.NONE));
    SlotStatus status = status(keeper, plain, Slot.CRASH);
    assertThat(status.loaded()).isTrue();
    assertThat(status.image()).isEmpty();
    assertThat(status.isLost()).as("one of the two is there").isFalse();
    assertThat(status.trouble().orElseThrow()).contains("interrupted").contains("/boot/vmlinuz");

    keeper.changed("plain");
    keeper.upkeep();
    assertThat(armed(plain)).as("the old one is not loaded over it").isEqualTo("new");
    keeper.load(request(Slot.CRASH, "newest"));
    assertThat(status(keeper, plain, Slot.CRASH).image().orElseThrow().commandLine())
        .isEqualTo("newest");
    assertThat(status(keeper, plain, Slot.CRASH).trouble()).isEmpty();
  }

  @Test
  void anInterruptedLoadThatLeftTheSlotEmptyIsALoss() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "old"));
    new RecordStore(directory, Duration.ZERO)
        .begun(
            new Wish(
                request(Slot.CRASH, "new"),
                "0",
                clock.instant(),
                plain.receiver(),
                Optional.empty(),
                Optional.empty()));
    plain.held.clear();
    assertThat(loss(command(), plain)).isNotNull();
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("old");
    assertThat(status(keeper, plain, Slot.CRASH).trouble()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeWrittenDownIsNotDone(Slot slot) throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(slot, "old"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> keeper.load(request(slot, "new")))
        .isInstanceOfSatisfying(
            KexecException.class,
            e -> assertThat(e.fault().code()).isEqualTo("record-not-written"));
    assertThatThrownBy(() -> keeper.unload(slot, Optional.empty()))
        .isInstanceOf(KexecException.class);
    assertThat(plain.held.get(slot).commandLine()).isEqualTo("old");
    assertThat(plain.loads).isEqualTo(1);
    // Files that others could have written are ignored.
    assertThat(status(keeper, plain, slot).image()).isEmpty();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assertThat(status(keeper, plain, slot).image().orElseThrow().commandLine()).isEqualTo("old");
  }

  @Test
  void whatAnUnloadDoesNotDoIsStillWanted() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.failsToUnload = true;
    assertThatThrownBy(() -> keeper.unload(Slot.CRASH, Optional.empty()))
        .isInstanceOf(KexecException.class);
    assertThat(status(keeper, plain, Slot.CRASH).wanted()).isPresent();
    keeper.changed("plain");
    keeper.upkeep();
    assertThat(plain.loads).as("it is still kept current").isEqualTo(2);
  }

  @Test
  void whatFailsBehindALoadDoesNotHideIt() throws Exception {
    plain.failsToCleanUp = true;
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    assertThat(status(keeper, plain, Slot.CRASH).image().orElseThrow().commandLine())
        .isEqualTo("armed");
    plain.refusesLoads = true;
    assertThatThrownBy(() -> keeper.load(request(Slot.DEFAULT, "next")))
        .isInstanceOfSatisfying(
            KexecException.class, e -> assertThat(e.fault().code()).isEqualTo("refused"));
  }

  @Test
  void aRefreshThatFailsUnexpectedlyIsTriedAgainAndHidesNothing() throws Exception {
    better.register(registry, -5, 10);
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    keeper.load(
        PlanRequest.of(KERNEL).slot(Slot.CRASH).commandLine("named").machine("better").build());
    planningFails = new IllegalStateException("no protocol should throw this");
    keeper.changed("plain");
    keeper.changed("better");
    assertThat(keeper.upkeep()).contains(Duration.ofSeconds(5));
    for (FakeMachine machine : List.of(plain, better)) {
      assertThat(status(keeper, machine, Slot.CRASH).trouble().orElseThrow())
          .contains("the machine as it was")
          .contains("no protocol should throw this");
    }
    planningFails = null;
    pass(Duration.ofSeconds(5));
    assertThat(keeper.upkeep()).isEmpty();
    assertThat(plain.loads).isEqualTo(2);
    assertThat(better.loads).isEqualTo(2);
    assertThat(keeper.status()).allSatisfy(s -> assertThat(s.trouble()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"2 processors,3 processors,2", "2 processors,2 processors,1", "'',3,1", "2,'',1"})
  void whatChangedWhileTheCoreWasDownIsNoticed(String before, String now, int loads)
      throws Exception {
    plain.hardware = before;
    command().load(request(Slot.CRASH, "armed"));
    plain.hardware = now;
    SlotKeeper command = command();
    command.upkeep();
    assertThat(plain.loads).as("a command only tells").isEqualTo(1);
    assertThat(status(command, plain, Slot.CRASH).trouble().isPresent()).isEqualTo(loads > 1);

    SlotKeeper keeper = service();
    keeper.upkeep();
    keeper.upkeep();
    assertThat(plain.loads).isEqualTo(loads);
    assertThat(status(keeper, plain, Slot.CRASH).trouble()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"upkeep", "a command that loads", "a command that unloads"})
  void recordsOfEarlierBootsAreDeleted(String by) throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    keeper.load(request(Slot.DEFAULT, "next"));
    RecordStore records = new RecordStore(directory, Duration.ZERO);
    for (Slot slot : Slot.values()) {
      records.begun(
          new Wish(
              request(slot, "new"),
              "0",
              clock.instant(),
              plain.receiver(),
              Optional.empty(),
              Optional.empty()));
    }
    assertThat(files()).hasSize(6);

    MachineRegistry afterwards = new MachineRegistry();
    FakeMachine booted = new FakeMachine("booted");
    booted.predecessor = plain.receiver();
    booted.register(afterwards, 0, 1);
    SlotKeeper next = keeper(afterwards, this::plan, true, events::add);
    switch (by) {
      case "upkeep" -> next.upkeep();
      case "a command that unloads" -> {
        for (Slot slot : Slot.values()) {
          next.unload(slot, Optional.empty());
        }
      }
      default -> {
        for (Slot slot : Slot.values()) {
          next.load(request(slot, "of this boot"));
          assertThat(files()).filteredOn(name -> name.contains(slot.label())).hasSize(2);
          next.unload(slot, Optional.empty());
        }
      }
    }
    assertThat(files()).isEmpty();
    assertThat(booted.held).as("what was wanted of an earlier boot is not of this one").isEmpty();
  }

  @Test
  void recordsOfMachinesThatMayComeBackStay() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    MachineRegistry others = new MachineRegistry();
    better.register(others, 0, 1);
    SlotKeeper next = keeper(others, this::plan, true, events::add);
    next.upkeep();
    assertThat(files()).hasSize(2);
    assertThat(better.held).as("it does not say that the image is still there").isEmpty();
  }

  @Test
  void anImageThatWasExecutedIsNoLongerWanted() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.DEFAULT, "next"));
    keeper.load(request(Slot.CRASH, "armed"));
    plain.forgetsAtExecute = true;
    keeper.execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.ORDERLY);
    keeper.upkeep();
    assertThat(plain.held).isEmpty();
    assertThat(keeper.status()).allSatisfy(s -> assertThat(s.wanted()).isEmpty());
  }

  /** A receiver that cannot be asked after it has started a kernel. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasExecutedIsForgottenThoughItsReceiverCannotBeAsked(boolean throwsAnything)
      throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.DEFAULT, "next"));
    keeper.load(request(Slot.CRASH, "armed"));
    plain.forgetsAtExecute = true;
    plain.duringExecute =
        () -> {
          plain.failsToAnswer = !throwsAnything;
          plain.atEachCall = throwsAnything ? UpkeepTest::fail : plain.atEachCall;
        };
    assertThat(keeper.execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.ORDERLY)).isPresent();
    Optional<Duration> again = keeper.upkeep();
    assertThat(again).isPresent();
    plain.failsToAnswer = false;
    plain.atEachCall = () -> {};
    assertThat(keeper.status()).noneMatch(SlotStatus::isLost);
    pass(again.orElseThrow());
    assertThat(keeper.upkeep()).isEmpty();
    assertThat(keeper.status()).allSatisfy(s -> assertThat(s.wanted()).isEmpty());
    assertThat(plain.loads).isEqualTo(2);
    assertThat(events).noneMatch(ImageLost.class::isInstance);
  }

  @Test
  void whatAnExecutionDidNotEmptyIsAdoptedAgain() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.duringExecute = () -> plain.failsToAnswer = true;
    keeper.execute(Slot.CRASH, Optional.empty(), ShutdownMode.ORDERLY);
    plain.failsToAnswer = false;
    keeper.upkeep();
    assertThat(status(keeper, plain, Slot.CRASH).wanted()).isPresent();
    assertThat(plain.loads).isEqualTo(1);
  }

  private static void fail() {
    throw new IllegalStateException("no machine should throw this");
  }

  @Test
  void whatIsLoadedAfterAnExecutionIsNotForgotten() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.forgetsAtExecute = true;
    plain.duringExecute = () -> plain.failsToAnswer = true;
    keeper.execute(Slot.CRASH, Optional.empty(), ShutdownMode.ORDERLY);
    plain.failsToAnswer = false;
    keeper.load(request(Slot.CRASH, "later"));
    plain.held.clear();
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("later");
  }

  @Test
  void aWishThatAnotherProcessChangedMeanwhileIsNotActedUpon() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "old"));
    SlotKeeper[] slow = new SlotKeeper[1];
    slow[0] =
        keeper(
            registry,
            (request, machine, leases, gate, progress) -> {
              pass(Duration.ofSeconds(1));
              command().load(request(Slot.CRASH, "new"));
              return plan(request, machine, leases, gate, progress);
            },
            true,
            events::add);
    slow[0].upkeep();
    slow[0].changed("plain");
    assertThat(slow[0].upkeep()).contains(Duration.ofSeconds(1));
    assertThat(armed(plain)).isEqualTo("new");
  }

  @Test
  void anImageOfAnotherProcessIsBusyAndNotLost() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    RecordStore other = new RecordStore(directory, Duration.ZERO);
    other.locked(
        Slot.CRASH,
        "loading",
        () -> {
          assertThatThrownBy(() -> command().load(request(Slot.CRASH, "second")))
              .isInstanceOf(BusyException.class);
          assertThat(keeper.upkeep()).contains(Duration.ofSeconds(1));
          assertThat(status(keeper, plain, Slot.CRASH).loaded()).isTrue();
          return 1;
        });
    assertThat(keeper.upkeep()).isEmpty();
    assertThat(armed(plain)).isEqualTo("armed");
  }

  /**
   * Files of earlier versions have no wanted images; the images that they describe are still kept.
   */
  @Test
  void anImageWithoutAWrittenWishIsKept() throws Exception {
    command().load(request(Slot.CRASH, "armed"));
    for (String name : files()) {
      if (name.endsWith(".wanted")) {
        Files.delete(directory.resolve(name));
      }
    }
    SlotKeeper keeper = service();
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("armed");
    plain.held.clear();
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("armed");
  }

  @Test
  void theImageThatMovedIsLostWhereItIs() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    better.register(registry, 5, 10);
    keeper.upkeep();
    assertThat(armed(better)).isEqualTo("armed");
    assertThat(armed(plain)).isEqualTo("nothing");
    better.refusesLoads = true;
    keeper.changed("better");
    keeper.upkeep();
    assertThat(armed(better)).isEqualTo("nothing");
    pass(Duration.ofSeconds(5));
    keeper.upkeep();
    assertThat(armed(plain)).as("any machine that takes it will do").isEqualTo("armed");
    assertThat(status(keeper, plain, Slot.CRASH).wanted()).isPresent();
  }

  /** Another process acts after the receiver was asked, and before the records are read. */
  @ParameterizedTest
  @ValueSource(strings = {"load", "load another one", "unload", "move"})
  void whatHappensDuringTheQuestionIsNoLoss(String what) throws Exception {
    if (!what.equals("load")) {
      command().load(request(Slot.CRASH, "before"));
    }
    SlotKeeper service = service();
    service.upkeep();
    SlotKeeper asking = service();
    int[] calls = new int[1];
    plain.atEachCall =
        () -> {
          // Not at the start of the status, but at its end.
          if (++calls[0] == 2) {
            plain.atEachCall = () -> {};
            happen(what, service);
          }
        };
    assertThat(asking.status()).noneMatch(SlotStatus::isLost);
    assertThat(asking.status()).noneMatch(SlotStatus::isLost);
  }

  private void happen(String what, SlotKeeper service) {
    try {
      switch (what) {
        case "load", "load another one" -> command().load(request(Slot.CRASH, "loaded"));
        case "unload" -> command().unload(Slot.CRASH, Optional.empty());
        default -> {
          better.register(registry, 5, 10);
          service.upkeep();
        }
      }
    } catch (KexecException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The load that ends last must not take the image of a later one for an older copy of its own.
   */
  @Test
  void aLoadThatAnotherProcessHasOvertakenTakesNothingOut() throws Exception {
    List<KexecEvent> seen = new ArrayList<>();
    SlotKeeper slow = keeper(registry, this::plan, false, seen::add);
    plain.atEachCall =
        () -> {
          // At the cleanup, when its image is loaded and recorded.
          if (!seen.isEmpty()) {
            plain.atEachCall = () -> {};
            better.register(registry, 5, 10);
            loadByCommand("later");
          }
        };
    slow.load(request(Slot.CRASH, "overtaken"));
    assertThat(armed(better)).isEqualTo("later");
    assertThat(status(command(), better, Slot.CRASH).isLost()).isFalse();
  }

  /** What is loaded while a slot is being unloaded everywhere is not unloaded. */
  @Test
  void anUnloadTakesOutNoLaterImage() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "before"));
    better.register(registry, 5, 10);
    plain.failsToUnload = true;
    keeper.upkeep();
    plain.failsToUnload = false;
    assertThat(armed(plain)).as("a copy is left").isEqualTo("before");
    plain.atEachCall =
        () -> {
          plain.atEachCall = () -> {};
          registry.removeMemory(10);
          registry.removeReceiver(11);
          loadByCommand("later");
        };
    command().unload(Slot.CRASH, Optional.empty());
    assertThat(armed(plain)).isEqualTo("later");
    assertThat(keeper.status()).noneMatch(SlotStatus::isLost);
  }

  /** Another process may reach a receiver that this one does not. */
  @Test
  void anUnloadDisownsNoLaterImageOfAnAbsentMachine() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "before"));
    better.register(registry, 5, 10);
    plain.failsToUnload = true;
    keeper.upkeep();
    FakeMachine best = new FakeMachine("best");
    best.register(registry, 9, 20);
    better.failsToUnload = true;
    keeper.upkeep();
    plain.failsToUnload = false;
    better.failsToUnload = false;
    registry.removeMemory(1);
    registry.removeReceiver(2);
    MachineRegistry others = new MachineRegistry();
    plain.register(others, 0, 1);
    better.atEachCall =
        () -> {
          better.atEachCall = () -> {};
          loadElsewhere(others, "later");
        };
    command().unload(Slot.CRASH, Optional.empty());
    assertThat(armed(plain)).isEqualTo("later");
    plain.register(registry, 0, 1);
    keeper.upkeep();
    assertThat(List.of(armed(plain), armed(better), armed(best))).containsOnlyOnce("later");
  }

  private void loadElsewhere(MachineRegistry others, String line) {
    pass(Duration.ofSeconds(1));
    SlotKeeper other = keeper(others, this::plan, false, events::add);
    try {
      other.load(request(Slot.CRASH, line));
    } catch (KexecException e) {
      throw new AssertionError(e);
    }
  }

  private void loadByCommand(String line) {
    try {
      pass(Duration.ofSeconds(1));
      command().load(request(Slot.CRASH, line));
    } catch (KexecException e) {
      throw new AssertionError(e);
    }
  }

  /** A new kernel has neither image; the upkeep of the other slot must not load its image anew. */
  @Test
  void whatAnExecutionEmptiesIsNotLost() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.DEFAULT, "next"));
    keeper.load(request(Slot.CRASH, "armed"));
    plain.forgetsAtExecute = true;
    List<SlotStatus> told = new ArrayList<>();
    plain.atEachCall =
        () -> {
          if (plain.held.isEmpty()) {
            plain.atEachCall = () -> {};
            keeper.upkeep();
            told.addAll(statusOf(keeper));
          }
        };
    keeper.execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.ORDERLY);
    assertThat(told).isNotEmpty().noneMatch(SlotStatus::isLost);
    keeper.upkeep();
    assertThat(plain.held).isEmpty();
    assertThat(events).noneMatch(ImageLost.class::isInstance);
    assertThat(keeper.status()).allSatisfy(s -> assertThat(s.wanted()).isEmpty());

    keeper.load(request(Slot.CRASH, "armed again"));
    plain.held.clear();
    keeper.upkeep();
    assertThat(armed(plain)).as("it is kept as before").isEqualTo("armed again");
  }

  /** A receiver may free the image that is there before it takes the next one. */
  @Test
  void aSlotThatIsEmptyDuringALoadIsNotLost() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "before"));
    List<SlotStatus> told = new ArrayList<>();
    plain.atEachCall =
        () -> {
          if (plain.held.isEmpty()) {
            plain.atEachCall = () -> {};
            told.addAll(statusOf(command()));
          }
        };
    keeper.load(request(Slot.CRASH, "after"));
    assertThat(told).isNotEmpty().noneMatch(SlotStatus::loaded).noneMatch(SlotStatus::isLost);
  }

  private static List<SlotStatus> statusOf(SlotKeeper keeper) {
    try {
      return keeper.status();
    } catch (KexecException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatALesserMachineRefusedIsNoTroubleOnceABetterOneHasTheImage() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    FakeMachine lesser = new FakeMachine("lesser");
    lesser.refusesLoads = true;
    lesser.register(registry, 1, 20);
    keeper.upkeep();
    assertThat(status(keeper, lesser, Slot.CRASH).trouble()).isPresent();
    better.register(registry, 5, 10);
    keeper.upkeep();
    assertThat(armed(better)).isEqualTo("armed");
    assertThat(keeper.status()).allSatisfy(s -> assertThat(s.trouble()).isEmpty());
  }

  /** An image that moved, and whose first receiver refuses to unload it. */
  private SlotKeeper moved(Slot slot) throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(slot, "moved"));
    plain.failsToUnload = true;
    better.register(registry, 5, 10);
    keeper.upkeep();
    assertThat(plain.held).containsKey(slot);
    assertThat(better.held).containsKey(slot);
    assertThat(status(keeper, plain, slot).trouble().orElseThrow()).contains("unloading");
    return keeper;
  }

  @ParameterizedTest
  @ValueSource(strings = {"execute", "unload there", "unload", "unload by a command", "restart"})
  void aCopyThatWasNotUnloadedIsNotKeptWithoutItsImage(String how) throws Exception {
    SlotKeeper keeper = moved(Slot.DEFAULT);
    switch (how) {
      case "execute" -> {
        better.forgetsAtExecute = true;
        keeper.execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.ORDERLY);
      }
      case "unload there" -> keeper.unload(Slot.DEFAULT, Optional.of("better"));
      case "unload by a command" ->
          assertThatThrownBy(() -> command().unload(Slot.DEFAULT, Optional.empty()))
              .isInstanceOf(KexecException.class);
      default ->
          assertThatThrownBy(() -> keeper.unload(Slot.DEFAULT, Optional.empty()))
              .isInstanceOf(KexecException.class);
    }
    SlotKeeper last = how.equals("restart") ? service() : keeper;
    Optional<Duration> again = last.upkeep();
    assertThat(again).as("it is tried again").isPresent();
    assertThat(status(last, plain, Slot.DEFAULT).wanted()).isEmpty();
    assertThat(status(last, plain, Slot.DEFAULT).trouble().orElseThrow()).contains("unloading");
    plain.failsToUnload = false;
    pass(again.orElseThrow());
    assertThat(last.upkeep()).isEmpty();
    assertThat(plain.held).isEmpty();
    assertThat(better.held).isEmpty();
    assertThat(last.status()).allSatisfy(s -> assertThat(s.trouble()).isEmpty());
    assertThat(files()).isEmpty();
  }

  /** An image that moved because its machine left, whose receiver still holds it. */
  private SlotKeeper moveFromAMachineThatLeaves(String commandLine) throws Exception {
    SlotKeeper keeper = service();
    better.register(registry, 5, 10);
    keeper.load(request(Slot.DEFAULT, commandLine));
    registry.removeMemory(10);
    registry.removeReceiver(11);
    keeper.upkeep();
    assertThat(plain.held).as("it is managed there").containsKey(Slot.DEFAULT);
    return keeper;
  }

  /** The machine of the first image is absent when the second one is loaded. */
  @ParameterizedTest
  @CsvSource({"plain,false", "'',false", "'',true"})
  void aCopyOfAReplacedImageIsUnloadedWhenItsMachineReturns(String named, boolean isLost)
      throws Exception {
    SlotKeeper keeper = moveFromAMachineThatLeaves("old");
    PlanRequest.Builder request = PlanRequest.of(KERNEL).commandLine("new");
    if (!named.isEmpty()) {
      request.machine(named);
    }
    keeper.load(request.build());
    if (isLost) {
      plain.held.clear();
      keeper.upkeep();
    }
    better.register(registry, -5, 20);
    keeper.upkeep();
    assertThat(better.held).isEmpty();
    assertThat(plain.held.isEmpty()).isEqualTo(isLost);
  }

  /** A default image that another program took out is not loaded again, but a copy is still it. */
  @Test
  void aLostImageIsFoundOnAnotherMachine() throws Exception {
    SlotKeeper keeper = moveFromAMachineThatLeaves("next");
    plain.held.clear();
    keeper.upkeep();
    assertThat(status(keeper, plain, Slot.DEFAULT).isLost()).isTrue();
    better.register(registry, 5, 20);
    keeper.upkeep();
    assertThat(status(keeper, better, Slot.DEFAULT).wanted()).isPresent();
    assertThat(keeper.status()).noneMatch(SlotStatus::isLost);
    assertThat(better.loads).isEqualTo(1);
  }

  @Test
  void aCopyThatWasNotUnloadedIsTheImageAgainWhenTheBetterMachineLosesIt() throws Exception {
    SlotKeeper keeper = moved(Slot.CRASH);
    plain.refusesLoads = true;
    better.refusesLoads = true;
    better.held.clear();
    keeper.upkeep();
    pass(Duration.ofMinutes(1));
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("moved");
    assertThat(status(keeper, plain, Slot.CRASH).wanted()).isPresent();
  }

  @Test
  void whatAMachineRefusedIsNoTroubleWithoutTheImage() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.DEFAULT, "next"));
    better.refusesLoads = true;
    better.register(registry, 5, 10);
    keeper.upkeep();
    assertThat(status(keeper, better, Slot.DEFAULT).trouble()).isPresent();
    plain.forgetsAtExecute = true;
    keeper.execute(Slot.DEFAULT, Optional.empty(), ShutdownMode.ORDERLY);
    keeper.upkeep();
    assertThat(keeper.status()).allSatisfy(s -> assertThat(s.trouble()).isEmpty());
  }

  /** The classes of a bundle that was refreshed are gone, while its services are still called. */
  @Test
  void aMachineWhoseClassesAreGoneKeepsNoOtherOneFromBeingArmed() throws Exception {
    SlotKeeper keeper = service();
    keeper.load(request(Slot.CRASH, "armed"));
    plain.held.clear();
    better.atEachCall =
        () -> {
          throw new NoClassDefFoundError("expected");
        };
    better.register(registry, 5, 10);
    keeper.upkeep();
    assertThat(armed(plain)).isEqualTo("armed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 8, 9, 64, Integer.MAX_VALUE})
  void pausesGrowUpToALimit(int failures) {
    Duration pause = Pauses.USUAL.after(failures);
    Duration expected =
        failures == 0
            ? Duration.ZERO
            : failures > 7 ? Duration.ofMinutes(10) : Duration.ofSeconds(5L << (failures - 1));
    assertThat(pause).isEqualTo(expected);
  }
}
