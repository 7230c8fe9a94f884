package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.BadFileException;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rehearser;
import kexec.api.rehearse.Rung;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.policy.PolicyDirectory;
import kexec.core.internal.policy.PolicyGate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is loaded is what was rehearsed, and nothing else counts as rehearsed. */
class RehearsedLoadTest {

  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 100, Map.of());

  @TempDir private Path directory;
  private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC);
  private final MachineRegistry registry = new MachineRegistry();
  private final FakeMachine plain = new FakeMachine("plain");
  private final FakeMachine better = new FakeMachine("better");
  private final List<KexecEvent> events = new ArrayList<>();
  private final List<Plan> rehearsed = new ArrayList<>();
  private long place = 0x1000;
  private Path kernel;
  private SlotKeeper keeper;

  @BeforeEach
  void start() throws IOException {
    kernel = Files.writeString(directory.resolve("kernel"), "as planned");
    plain.register(registry, 0, 1);
    keeper = keeper();
  }

  private SlotKeeper keeper() {
    return new SlotKeeper(
        new Candidates(registry, Optional.empty(), "x86_64"),
        this::plan,
        new SlotKeeper.Settings(
            directory.resolve("records"),
            clock,
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
    SegmentData data = MappedFile.open(request.kernel(), leases).data();
    Segment segment =
        new Segment(SegmentRole.KERNEL, Range.machine(place, place + 0x1000), data, data.digest());
    return Plan.builder()
        .slot(request.slot())
        .machine(machine.name())
        .kernel(request.kernel(), data.size(), FACTS)
        .commandLine(request.commandLine())
        .segments(List.of(segment))
        .build();
  }

  private static RehearsalReport report(Plan plan, Rung rung, Finding... findings) {
    return new RehearsalReport(
        plan,
        List.of(),
        RehearsalGoal.INIT,
        rung,
        Map.of(),
        "the time was over",
        List.of(findings),
        new RehearsalReport.Emulator("QEMU 7.2", "q35", "max", "tcg", 1, 1, true, List.of()),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private RehearsalReport succeed(Plan plan) {
    rehearsed.add(plan);
    return report(plan, Rung.INIT);
  }

  private Plan load(Slot slot, Rehearser rehearser) throws KexecException {
    PlanRequest request = PlanRequest.of(kernel).slot(slot).commandLine("new").build();
    return keeper.load(request, Optional.of(rehearser), ProgressListener.NONE);
  }

  private void loadBefore() throws KexecException {
    keeper.load(PlanRequest.of(kernel).commandLine("before").build());
    events.clear();
  }

  private SlotStatus status(FakeMachine machine, Slot slot) throws KexecException {
    return keeper().status().stream()
        .filter(status -> status.slot() == slot && status.machine().equals(machine.name))
        .findFirst()
        .orElseThrow();
  }

  private Optional<RehearsalVerdict> verdict(FakeMachine machine, Slot slot) throws KexecException {
    return status(machine, slot).image().orElseThrow().rehearsal();
  }

  private RehearsalVerdict success() {
    return new RehearsalVerdict(clock.instant(), RehearsalGoal.INIT, Rung.INIT, true, "QEMU 7.2");
  }

  private void write(String content) {
    try {
      Files.writeString(kernel, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theVeryPlanThatWasRehearsedIsLoadedAndItsVerdictKept() throws Exception {
    Plan plan = load(Slot.DEFAULT, this::succeed);

    assertThat(rehearsed).singleElement().isSameAs(plan);
    assertThat(plain.held.get(Slot.DEFAULT)).isSameAs(plan);
    assertThat(verdict(plain, Slot.DEFAULT)).contains(success());
    assertThat(status(plain, Slot.DEFAULT).wanted().orElseThrow().rehearsal()).contains(success());
    assertThat(events)
        .containsExactly(
            new KexecEvent.ImageRehearsed("plain", Slot.DEFAULT, success()),
            new KexecEvent.ImageLoaded("plain", Slot.DEFAULT));
  }

  @Test
  void whatWasNotRehearsedHasNoVerdict() throws Exception {
    load(Slot.DEFAULT, this::succeed);
    loadBefore();

    assertThat(verdict(plain, Slot.DEFAULT)).isEmpty();
    assertThat(status(plain, Slot.DEFAULT).wanted().orElseThrow().rehearsal()).isEmpty();
  }

  @Test
  void aRehearsalThatFailsTellsWhatHappenedAndLeavesWhatWasLoaded() throws Exception {
    loadBefore();
    Finding error = Finding.error("panic", "the kernel has found no root", "Give it an initrd.");

    assertThatThrownBy(() -> load(Slot.DEFAULT, plan -> report(plan, Rung.VERSION, error)))
        .isInstanceOfSatisfying(
            KexecException.class,
            e -> {
              assertThat(e.fault().code()).isEqualTo("rehearsal-failed");
              assertThat(e.fault().cause())
                  .contains("init", "version", "the time was over", "the kernel has found no root");
              assertThat(e.fault().cure()).isEqualTo("Give it an initrd.");
            });

    assertThat(plain.held.get(Slot.DEFAULT).commandLine()).isEqualTo("before");
    assertThat(status(plain, Slot.DEFAULT).image().orElseThrow().commandLine()).isEqualTo("before");
    assertThat(events)
        .containsExactly(
            new KexecEvent.ImageRehearsed(
                "plain",
                Slot.DEFAULT,
                new RehearsalVerdict(
                    clock.instant(), RehearsalGoal.INIT, Rung.VERSION, false, "QEMU 7.2")));
  }

  @Test
  void anErrorAmongTheFindingsRefusesWhateverWasReached() throws Exception {
    Finding error = Finding.error("overrun", "it wrote beyond its memory", "Give it more.");

    assertThatThrownBy(() -> load(Slot.DEFAULT, plan -> report(plan, Rung.POWEROFF, error)))
        .hasMessageContaining("it wrote beyond its memory");
    assertThat(plain.held).isEmpty();
  }

  @Test
  void aRehearsalThatCannotBeMadeLeavesWhatWasLoaded() throws Exception {
    loadBefore();

    assertThatThrownBy(
            () ->
                load(
                    Slot.DEFAULT,
                    plan -> {
                      throw new KexecException(
                          new Fault("emulator-missing", "rehearsing", "none", "Install one."));
                    }))
        .hasMessageContaining("rehearsing");
    assertThat(plain.held.get(Slot.DEFAULT).commandLine()).isEqualTo("before");
    assertThat(events).isEmpty();
    load(Slot.DEFAULT, this::succeed);
  }

  @Test
  void aFileThatChangesDuringTheRehearsalMakesTheLoadFail() throws Exception {
    loadBefore();
    Plan held = plain.held.get(Slot.DEFAULT);

    assertThatThrownBy(
            () ->
                load(
                    Slot.DEFAULT,
                    plan -> {
                      write("as changed");
                      return succeed(plan);
                    }))
        .isInstanceOfSatisfying(
            BadFileException.class, e -> assertThat(e.fault().code()).isEqualTo("content-changed"));
    assertThat(plain.held.get(Slot.DEFAULT)).isSameAs(held);
  }

  @Test
  void duringARehearsalNobodyElseUsesTheSlot() throws Exception {
    load(
        Slot.DEFAULT,
        plan -> {
          assertThatThrownBy(() -> loadBefore()).isInstanceOf(BusyException.class);
          return succeed(plan);
        });
    assertThat(plain.held.get(Slot.DEFAULT).commandLine()).isEqualTo("new");
  }

  @ParameterizedTest
  @CsvSource({"0x1000, true", "0x3000, false"})
  void anImageThatMovedIsRehearsedOnlyIfItIsTheSame(String there, boolean same) throws Exception {
    load(Slot.CRASH, this::succeed);
    place = Long.decode(there);
    better.register(registry, 5, 10);
    keeper.upkeep();

    assertThat(better.held).containsKey(Slot.CRASH);
    assertThat(verdict(better, Slot.CRASH))
        .isEqualTo(same ? Optional.of(success()) : Optional.empty());
    assertThat(status(better, Slot.CRASH).wanted().orElseThrow().rehearsal()).contains(success());
  }

  @Test
  void anImageThatIsMadeAgainForOtherHardwareIsAnotherOneUntilItIsTheSameAgain() throws Exception {
    load(Slot.CRASH, this::succeed);
    place = 0x3000;
    keeper.changed("plain");
    keeper.upkeep();
    assertThat(verdict(plain, Slot.CRASH)).isEmpty();

    place = 0x1000;
    keeper.changed("plain");
    keeper.upkeep();
    assertThat(verdict(plain, Slot.CRASH)).contains(success());
  }

  @ParameterizedTest
  @CsvSource({"as planned, true", "as changed, false"})
  void anImageThatIsLoadedAgainAfterALossIsRehearsedOnlyIfItsFilesAreTheSame(
      String content, boolean same) throws Exception {
    load(Slot.CRASH, this::succeed);
    plain.held.clear();
    write(content);
    keeper.upkeep();

    assertThat(plain.held).containsKey(Slot.CRASH);
    assertThat(verdict(plain, Slot.CRASH))
        .isEqualTo(same ? Optional.of(success()) : Optional.empty());
  }

  @Test
  void aServiceThatFindsTheImageKeepsItsVerdict() throws Exception {
    load(Slot.CRASH, this::succeed);
    SlotKeeper next = keeper();
    next.upkeep();
    plain.held.clear();
    next.upkeep();

    assertThat(plain.held).containsKey(Slot.CRASH);
    assertThat(verdict(plain, Slot.CRASH)).contains(success());
  }

  /** The image describes the hardware as it was when it was planned, which is a while ago. */
  @Test
  void hardwareThatChangesDuringTheRehearsalMakesTheImageOutdated() throws Exception {
    plain.hardware = "1 processor";
    load(
        Slot.CRASH,
        plan -> {
          plain.hardware = "2 processors";
          return succeed(plan);
        });
    assertThat(status(plain, Slot.CRASH).trouble().orElseThrow()).contains("as it was");

    keeper.upkeep();
    assertThat(plain.loads).isEqualTo(2);
    assertThat(status(plain, Slot.CRASH).trouble()).isEmpty();
  }
}
