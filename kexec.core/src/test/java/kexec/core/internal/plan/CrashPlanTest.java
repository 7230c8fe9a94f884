package kexec.core.internal.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.Finding;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.UnknownMemory;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrashPlanTest {

  private static final DumpNotes NOTES =
      new DumpNotes(
          List.of(Range.machine(0x5100, 0x5264), Range.machine(0x6000, 0x7000)),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final FakeProtocol protocol = new FakeProtocol("fake", Architecture.X86_64);

  @TempDir Path directory;
  private Path kernel;

  @BeforeEach
  void writeKernel() throws Exception {
    kernel = Files.writeString(directory.resolve("kernel"), "FAKE");
  }

  private PlanRequest request() {
    return PlanRequest.of(kernel).slot(Slot.CRASH).commandLine("maxcpus=1").build();
  }

  private Plan plan() throws Exception {
    Target target = Maps.machine(Maps.PC, NOTES, plan -> List.of());
    return Planner.plan(request(), target, List.of(protocol));
  }

  private static Segment only(Plan plan, SegmentRole role) {
    return plan.segments().stream().filter(s -> s.role() == role).findFirst().orElseThrow();
  }

  private static byte[] bytes(Segment segment) {
    ByteBuffer buffer = segment.data().buffer(0, (int) segment.data().size());
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private List<String> refusal(MemoryMap memory, DumpNotes notes) {
    Target target = Maps.machine(memory, notes, plan -> List.of());
    return requireNonNull(
            catchThrowableOfType(
                PlanRefusedException.class,
                () -> Planner.plan(request(), target, List.of(protocol))))
        .findings()
        .stream()
        .map(Finding::code)
        .toList();
  }

  @Test
  void everySegmentLiesInTheCrashRegion() throws Exception {
    Plan plan = plan();

    assertThat(plan.isLoadable()).isTrue();
    assertThat(plan.slot()).isEqualTo(Slot.CRASH);
    assertThat(RangeSet.of(Maps.CRASH_REGION).contains(plan.segments().get(0).memory())).isTrue();
    assertThat(plan.footprint().subtract(RangeSet.of(Maps.CRASH_REGION)).isEmpty()).isTrue();
  }

  @Test
  void theCoreHeaderLiesAtTheTopAndIsTakenByNobodyElse() throws Exception {
    Plan plan = plan();
    Segment header = only(plan, SegmentRole.ELFCOREHDR);

    assertThat(header.memory().end()).isEqualTo(Maps.CRASH_REGION.end());
    assertThat(plan.segments()).hasSize(4);
    assertThat(plan.footprint().size())
        .as("no two segments share memory")
        .isEqualTo(plan.segments().stream().mapToLong(s -> s.memory().size()).sum());
  }

  @Test
  void theProtocolIsToldWhereTheCoreHeaderLies() throws Exception {
    Plan plan = plan();

    assertThat(plan.commandLine())
        .isEqualTo("maxcpus=1 elfcorehdr=" + only(plan, SegmentRole.ELFCOREHDR).memory().start());
  }

  @Test
  void theSealSeesTheCoreHeaderToo() throws Exception {
    Plan plan = plan();
    List<Segment> others =
        plan.segments().stream().filter(s -> s.role() != SegmentRole.STUB).toList();

    assertThat(others).extracting(Segment::role).contains(SegmentRole.ELFCOREHDR);
    assertThat(new String(bytes(only(plan, SegmentRole.STUB)), StandardCharsets.UTF_8))
        .isEqualTo(FakeProtocol.seal(others));
  }

  @Test
  void theDumpHasAllRamButTheCrashKernelsOwn() throws Exception {
    ElfFile file = ElfFile.from(bytes(only(plan(), SegmentRole.ELFCOREHDR)));
    List<Range<MachineAddress>> loads = new ArrayList<>();
    for (ElfSegment segment : file.segmentsOfType(ElfSegment.PT_LOAD)) {
      loads.add(Range.ofSize(new MachineAddress(segment.p_paddr), segment.p_memsz));
    }

    assertThat(file.segmentsOfType(ElfSegment.PT_NOTE))
        .extracting(s -> s.p_paddr)
        .containsExactly(0x5100L, 0x6000L);
    assertThat(loads)
        .isEqualTo(
            Maps.PC
                .ram()
                .subtract(RangeSet.of(Maps.CRASH_REGION))
                .subtract(RangeSet.of(FakeProtocol.BORROWED))
                .ranges())
        .containsExactly(
            Range.machine(0x100000, 0x1000_0000), Range.machine(0x1800_0000, 0x4000_0000));
  }

  @Test
  void lowCrashMemoryIsTheCrashKernelsOwnToo() throws Exception {
    Range<MachineAddress> low = Range.machine(0x200000, 0x400000);
    Target target = Maps.machine(Maps.PC.withCrashLow(low), NOTES, plan -> List.of());
    Plan crash = Planner.plan(request(), target, List.of(protocol));
    ElfFile file = ElfFile.from(bytes(only(crash, SegmentRole.ELFCOREHDR)));

    assertThat(crash.footprint().subtract(RangeSet.of(Maps.CRASH_REGION)).isEmpty()).isTrue();
    assertThat(file.segmentsOfType(ElfSegment.PT_LOAD))
        .extracting(s -> s.p_paddr)
        .containsExactly(0x100000L, 0x400000L, 0x1800_0000L);

    PlanRequest next = PlanRequest.of(kernel).build();
    Plan plan = Planner.plan(next, target, List.of(protocol));
    assertThat(plan.footprint().intersect(target.memory().crashReserve()).isEmpty()).isTrue();
  }

  @Test
  void theDumpHasWhatTheKernelUsesAndNotWhatTheCrashKernelGets() throws Exception {
    MemoryMap memory =
        Maps.PC
            .withHeld(RangeSet.of(Range.machine(0x2000_0000, 0x2100_0000)))
            .withKernelRam(
                RangeSet.of(
                    List.of(
                        Range.machine(0x1000, 0x9f000),
                        Range.machine(0x100000, 0x3000_0000),
                        Range.machine(0x1_0000_0000L, 0x1_4000_0000L))))
            .withCrashCma(RangeSet.of(Range.machine(0x800_0000, 0xc00_0000)));
    Target target = Maps.machine(memory, NOTES, plan -> List.of());
    Plan plan = Planner.plan(request(), target, List.of(protocol));
    ElfFile file = ElfFile.from(bytes(only(plan, SegmentRole.ELFCOREHDR)));

    assertThat(file.segmentsOfType(ElfSegment.PT_LOAD))
        .extracting(s -> Range.ofSize(new MachineAddress(s.p_paddr), s.p_memsz))
        .containsExactly(
            Range.machine(0x100000, 0x800_0000),
            Range.machine(0xc00_0000, 0x1000_0000),
            Range.machine(0x1800_0000, 0x3000_0000),
            Range.machine(0x1_0000_0000L, 0x1_4000_0000L));
    assertThat(plan.findings()).extracting(Finding::code).doesNotContain("crash-cma-unknown");
  }

  @Test
  void cmaOfWhichNobodyKnowsWhereItIsIsTold() throws Exception {
    MemoryMap memory = Maps.PC.withUnknown(UnknownMemory.CRASH_CMA);
    Target target = Maps.machine(memory, NOTES, plan -> List.of());

    assertThat(Planner.plan(request(), target, List.of(protocol)).findings())
        .filteredOn(finding -> finding.code().equals("crash-cma-unknown"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.cure()).contains("crash_cma_ranges"));
    PlanRequest next = PlanRequest.of(kernel).build();
    assertThat(Planner.plan(next, target, List.of(protocol)).findings()).isEmpty();
  }

  @Test
  void aCrashRegionThatIsHiddenIsNotMissing() {
    MemoryMap hidden = MemoryMap.of(Maps.PC.regions()).withUnknown(UnknownMemory.CRASH_REGION);

    assertThat(refusal(hidden, NOTES)).containsExactly("crash-region-hidden");
  }

  @Test
  void noSegmentLiesOnHeldMemory() throws Exception {
    RangeSet<MachineAddress> held = RangeSet.of(Range.machine(0x100000, 0x3f00_0000));
    Target target = Maps.machine(Maps.PC.withHeld(held));
    Plan plan = Planner.plan(PlanRequest.of(kernel).build(), target, List.of(protocol));

    assertThat(plan.segments()).isNotEmpty();
    assertThat(plan.footprint().intersect(held).isEmpty()).isTrue();
  }

  @Test
  void aReceiverThatKeepsTheCoreHeaderCurrentHasRoomAndNobodyChecksIt() throws Exception {
    Target plain = Maps.machine(Maps.PC, NOTES, plan -> List.of());
    Target target =
        new Target(
            plain.machine(),
            plain.architecture(),
            plain.firmware(),
            plain.memory(),
            ReceiverRules.builder().coreHeaderRoom(0x5000).build(),
            plain.platform(),
            plain.notes(),
            plain.check(),
            plain.findings());
    Plan plan = Planner.plan(request(), target, List.of(protocol));

    assertThat(only(plan, SegmentRole.ELFCOREHDR).memory().size()).isEqualTo(0x5000);
    List<Segment> checked =
        plan.segments().stream()
            .filter(s -> s.role() != SegmentRole.STUB && s.role() != SegmentRole.ELFCOREHDR)
            .toList();
    assertThat(new String(bytes(only(plan, SegmentRole.STUB)), StandardCharsets.UTF_8))
        .isEqualTo(FakeProtocol.seal(checked));
  }

  @Test
  void withoutACrashRegion() {
    MemoryMap none = MemoryMap.of(Maps.PC.regions());

    assertThat(refusal(none, NOTES)).containsExactly("crash-region-missing");
  }

  @Test
  void aCrashRegionThatIsTooSmallForTheCoreHeader() {
    MemoryMap small =
        MemoryMap.of(Maps.PC.regions()).withCrashRegion(Range.machine(0x200000, 0x200001));

    assertThat(refusal(small, NOTES))
        .containsExactly(
            "elfcorehdr-does-not-fit",
            "kernel-does-not-fit",
            "boot-params-does-not-fit",
            "stub-does-not-fit");
  }

  @Test
  void moreProcessorsThanACoreHeaderCanName() {
    List<Range<MachineAddress>> cpus = new ArrayList<>();
    for (int i = 0; i < CoreHeader.PN_XNUM; i++) {
      cpus.add(Range.machine(i * 0x1000L, i * 0x1000L + 1));
    }
    DumpNotes notes = new DumpNotes(cpus, Optional.empty(), Optional.empty(), Optional.empty());

    assertThat(refusal(Maps.PC, notes)).containsExactly("core-header-too-long");
  }
}
