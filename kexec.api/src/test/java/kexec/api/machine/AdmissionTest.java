package kexec.api.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdmissionTest {

  private static final ReceiverRules RULES = ReceiverRules.builder().build();

  /** A PC with 1 GiB and a crash region of 128 MiB. */
  private static final MemoryMap PC =
      MemoryMap.of(
              List.of(
                  ram(0x1000, 0x9f000),
                  new MemoryRegion(Range.machine(0xf0000, 0x100000), MemoryType.RESERVED),
                  ram(0x100000, 0x4000_0000)))
          .withCrashRegion(Range.machine(0x1000_0000, 0x1800_0000));

  private static final Segment KERNEL = segment(0x100000, 0x200000);

  private static MemoryRegion ram(long start, long end) {
    return new MemoryRegion(Range.machine(start, end), MemoryType.RAM);
  }

  private static List<Finding> check(Plan plan, ReceiverRules rules) {
    return Admission.check(plan, rules, plan.memory());
  }

  private static Segment segment(long start, long end) {
    return segment(start, end, 0x10);
  }

  private static Segment segment(long start, long end, long size) {
    return new Segment(
        SegmentRole.KERNEL,
        Range.machine(start, end),
        SegmentData.zeros(size),
        new Digest("0".repeat(64)));
  }

  private static Plan.Builder plan(Segment... segments) {
    return Plan.builder()
        .kernel(
            Path.of("kernel"),
            1,
            new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 1, Map.of()))
        .entry(entry(segments[0].memory().start().value()))
        .segments(List.of(segments))
        .memory(PC);
  }

  private static EntryState entry(long address) {
    return new EntryState(new MachineAddress(address), new MachineAddress(address), Map.of());
  }

  private static void finds(Plan.Builder plan, ReceiverRules rules, String code, String message) {
    assertThat(check(plan.build(), rules))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(code);
              assertThat(finding.message()).isEqualTo(message);
              assertThat(finding.isError()).isTrue();
              assertThat(finding.cure()).endsWith(".");
            });
  }

  @Test
  void aGoodPlanIsNotFoundFaultWith() {
    assertThat(check(plan(KERNEL).build(), RULES)).isEmpty();
    assertThat(check(plan(segment(0x1000_0000, 0x1800_0000)).slot(Slot.CRASH).build(), RULES))
        .isEmpty();
  }

  @Test
  void segmentsOnMemoryThatIsKeptForSomethingElse() {
    finds(
        plan(KERNEL).memory(PC.withHeld(RangeSet.of(Range.machine(0x1f_f000, 0x20_1000)))),
        RULES,
        "segment-on-held-memory",
        "segment kernel [0x100000, 0x200000) lies on RAM that is kept for a crash kernel, or that"
            + " the running kernel or a device keeps: {[0x1ff000, 0x200000)}");
    finds(
        plan(segment(0x1000_0000, 0x1000_1000)),
        RULES,
        "segment-on-held-memory",
        "segment kernel [0x10000000, 0x10001000) lies on RAM that is kept for a crash kernel, or"
            + " that the running kernel or a device keeps: {[0x10000000, 0x10001000)}");
  }

  @Test
  void asManySegmentsAsTheReceiverTakesAreNotTooMany() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 1; i <= 15; i++) {
      segments.add(segment(0x100000L * i, 0x100000L * i + 0x1000));
    }
    assertThat(check(plan(KERNEL).segments(segments).build(), RULES)).isEmpty();

    segments.add(segment(0x100000L * 16, 0x100000L * 16 + 0x1000));
    finds(
        plan(KERNEL).segments(segments),
        RULES,
        "too-many-segments",
        "16 segments, but the receiver takes 15");
  }

  @ParameterizedTest
  @CsvSource({"0x100800, 0x101000, start", "0x100000, 0x100800, end"})
  void segmentsThatAreNotAligned(String start, String end, String name) {
    Segment segment = segment(Long.decode(start), Long.decode(end));

    finds(
        plan(segment),
        RULES,
        "segment-not-aligned",
        "segment " + segment + " is not aligned to 0x1000");
  }

  @Test
  void segmentsAreAlignedToTheReceiversPages() {
    Segment segment = segment(0x101000, 0x102000);
    ReceiverRules largePages = ReceiverRules.builder().pageSize(new PageSize(16)).build();

    finds(
        plan(segment),
        largePages,
        "segment-not-aligned",
        "segment kernel [0x101000, 0x102000) is not aligned to 0x10000");
  }

  @Test
  void contentThatDoesNotFit() {
    assertThat(check(plan(segment(0x100000, 0x101000, 0x1000)).build(), RULES)).isEmpty();
    finds(
        plan(segment(0x100000, 0x101000, 0x1001)),
        RULES,
        "segment-too-long",
        "the 4.0 KiB (4,097 bytes) of kernel [0x100000, 0x101000) do not fit in it");
  }

  @Test
  void aSegmentBeyondTheDestinationLimit() {
    ReceiverRules low =
        ReceiverRules.builder().destinationLimit(new MachineAddress(0x200000)).build();

    assertThat(check(plan(KERNEL).build(), low)).isEmpty();
    finds(
        plan(segment(0x1ff000, 0x201000)),
        low,
        "segment-beyond-limit",
        "segment kernel [0x1ff000, 0x201000) reaches beyond 0x200000, where the receiver's"
            + " destinations end");
  }

  @Test
  void theDestinationLimitIsUnsigned() {
    MemoryMap high = MemoryMap.of(List.of(ram(0, -0x1000)));
    Segment segment = segment(Long.MIN_VALUE, Long.MIN_VALUE + 0x1000);

    finds(
        plan(segment).memory(high),
        RULES,
        "segment-beyond-limit",
        "segment kernel [0x8000000000000000, 0x8000000000001000) reaches beyond 0x400000000000,"
            + " where the receiver's destinations end");
  }

  @ParameterizedTest
  @CsvSource({
    "0x9e000, 0xa0000, '{[0x9f000, 0xa0000)}', reaches out of RAM",
    "0x9e000, 0x101000, '{[0x9f000, 0x100000)}', across a hole",
    "0xf0000, 0xf1000, '{[0xf0000, 0xf1000)}', reserved",
    "0x40000000, 0x40001000, '{[0x40000000, 0x40001000)}', behind all RAM"
  })
  void aSegmentOutsideRam(String start, String end, String outside, String name) {
    Segment segment = segment(Long.decode(start), Long.decode(end));

    finds(
        plan(segment),
        RULES,
        "segment-outside-ram",
        "segment " + segment + " does not lie wholly in RAM; outside it is " + outside);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x0fff_f000, 0x17ff_f000, 0x100000})
  void aCrashSegmentOutsideTheRegion(long start) {
    Segment segment = segment(start, start + 0x2000);

    finds(
        plan(segment).slot(Slot.CRASH),
        RULES,
        "segment-outside-crash-region",
        "segment " + segment + " does not lie in the crash region [0x10000000, 0x18000000)");
  }

  @Test
  void aCrashSegmentWithoutARegion() {
    MemoryMap noRegion = MemoryMap.of(PC.regions());

    finds(
        plan(KERNEL).slot(Slot.CRASH).memory(noRegion),
        RULES,
        "segment-outside-crash-region",
        "segment kernel [0x100000, 0x200000) does not lie in the crash region (none is reserved)");
  }

  @Test
  void aSegmentOnTheReceiversOwnMemory() {
    ReceiverRules hypervisor =
        ReceiverRules.builder().forbid(Range.machine(0x1ff000, 0x300000)).build();

    finds(
        plan(KERNEL),
        hypervisor,
        "segment-on-receiver",
        "segment kernel [0x100000, 0x200000) lies on memory that the receiver keeps for itself or"
            + " may use while the image waits: {[0x1ff000, 0x200000)}");
  }

  @Test
  void ofThousandsOfPiecesTheFirstAreTold() {
    List<Range<MachineAddress>> pieces =
        IntStream.range(0, 5000)
            .mapToObj(i -> Range.machine(0x100000 + i * 0x2000L, 0x101000 + i * 0x2000L))
            .toList();
    MemoryMap holes =
        MemoryMap.of(pieces.stream().map(r -> new MemoryRegion(r, MemoryType.RAM)).toList());

    finds(
        plan(KERNEL),
        ReceiverRules.builder().forbid(RangeSet.of(pieces)).build(),
        "segment-on-receiver",
        "segment kernel [0x100000, 0x200000) lies on memory that the receiver keeps for itself or"
            + " may use while the image waits: {[0x100000, 0x101000), [0x102000, 0x103000),"
            + " [0x104000, 0x105000)} and 125 more");
    finds(
        plan(KERNEL).memory(holes),
        RULES,
        "segment-outside-ram",
        "segment kernel [0x100000, 0x200000) does not lie wholly in RAM; outside it is {[0x101000,"
            + " 0x102000), [0x103000, 0x104000), [0x105000, 0x106000)} and 125 more");
  }

  @Test
  void aCrashSegmentMayLieWhereADefaultOneMayNot() {
    ReceiverRules forbidding =
        ReceiverRules.builder().forbid(Range.machine(0x1000_0000, 0x1800_0000)).build();
    Plan plan = plan(segment(0x1000_0000, 0x1000_1000)).slot(Slot.CRASH).build();

    assertThat(check(plan, forbidding)).isEmpty();
  }

  @Test
  void segmentsThatTouchDoNotOverlap() {
    assertThat(check(plan(KERNEL, segment(0x200000, 0x201000)).build(), RULES)).isEmpty();
  }

  @Test
  void segmentsThatOverlap() {
    finds(
        plan(KERNEL, segment(0x1ff000, 0x201000)),
        RULES,
        "segments-overlap",
        "segments kernel [0x100000, 0x200000) and kernel [0x1ff000, 0x201000) overlap");
  }

  @Test
  void segmentsThatOverlapOneThatIsNotTheirNeighbour() {
    Segment large = segment(0x100000, 0x900000);

    assertThat(
            check(
                plan(large, segment(0x200000, 0x201000), segment(0x300000, 0x301000)).build(),
                RULES))
        .extracting(Finding::message)
        .containsExactly(
            "segments kernel [0x100000, 0x900000) and kernel [0x200000, 0x201000) overlap",
            "segments kernel [0x100000, 0x900000) and kernel [0x300000, 0x301000) overlap");
  }

  @Test
  void halfOfTheRamIsNotTooMuch() {
    MemoryMap memory = MemoryMap.of(List.of(ram(0, 0x10000)));

    assertThat(check(plan(segment(0, 0x8000)).memory(memory).build(), RULES)).isEmpty();
    finds(
        plan(segment(0, 0x8000), segment(0x9000, 0xa000)).memory(memory),
        RULES,
        "image-too-large",
        "the segments take 36.0 KiB (36,864 bytes), but the receiver takes 32.0 KiB (32,768 bytes) at most, 1/2 of the RAM");
    assertThat(
            check(
                plan(segment(0, 0x10000)).memory(memory).build(),
                ReceiverRules.builder().ramDivisor(1).build()))
        .isEmpty();
  }

  @Test
  void sizesWhoseSumGoesBeyond64BitsAreTooMuch() {
    Plan plan = plan(segment(0, Long.MIN_VALUE), segment(0x1000, Long.MIN_VALUE + 0x1000)).build();

    assertThat(check(plan, RULES)).extracting(Finding::code).contains("image-too-large");
  }

  @ParameterizedTest
  @ValueSource(longs = {0x200000, 0xfffff, 0, -1})
  void anEntryOutsideEverySegment(long address) {
    finds(
        plan(KERNEL).entry(entry(address)),
        RULES,
        "entry-outside-segments",
        "the entry 0x%x lies in no segment".formatted(address));
  }

  @Test
  void theLastByteOfASegmentMayBeTheEntry() {
    assertThat(check(plan(KERNEL).entry(entry(0x1fffff)).build(), RULES)).isEmpty();
  }

  @Test
  void aPlanWithoutAnEntry() {
    finds(plan(KERNEL).entry(null), RULES, "entry-missing", "the plan has no entry");
  }

  @Test
  void everythingIsFoundAtOnce() {
    Plan plan =
        plan(
                segment(0x100800, 0x300000),
                segment(0x200000, 0x201000, 0x5000),
                segment(0x4000_0000, 0x7000_0000))
            .entry(null)
            .build();
    ReceiverRules strict =
        ReceiverRules.builder()
            .maxSegments(2)
            .destinationLimit(new MachineAddress(0x4000_0000))
            .forbid(Range.machine(0x200000, 0x201000))
            .build();

    assertThat(check(plan, strict))
        .extracting(Finding::code)
        .containsExactlyInAnyOrder(
            "too-many-segments",
            "segment-not-aligned",
            "segment-too-long",
            "segment-on-receiver",
            "segment-on-receiver",
            "segment-beyond-limit",
            "segment-outside-ram",
            "segments-overlap",
            "image-too-large",
            "entry-missing");
  }

  @Test
  void whatTheReceiverDoesNotTakeIsSaid() {
    Plan files = plan(KERNEL).methods(List.of(LoadMethod.FILES)).build();

    assertThat(check(files, RULES))
        .extracting(Finding::code)
        .containsExactly("method-not-taken", "receiver-places");
    assertThat(check(files, RULES).get(0).message())
        .isEqualTo("the receiver does not take files, only segments");
  }

  @Test
  void aReceiverThatPlacesByItselfIsToldOf() {
    ReceiverRules both =
        ReceiverRules.builder().methods(List.of(LoadMethod.FILES, LoadMethod.SEGMENTS)).build();

    assertThat(check(plan(KERNEL).methods(both.methods(Slot.DEFAULT)).build(), both))
        .extracting(Finding::code)
        .containsExactly("receiver-places");
    assertThat(
            check(
                plan(KERNEL).methods(List.of(LoadMethod.SEGMENTS, LoadMethod.FILES)).build(), both))
        .isEmpty();
  }
}
