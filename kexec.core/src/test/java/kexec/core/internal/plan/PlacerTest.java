package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PlacerTest {

  private static final SegmentRequest.Rule RULE =
      new SegmentRequest.Rule("the test says so", "change the test");
  private static final Range<MachineAddress> ALL = Range.machine(0, -1);
  private static final RangeSet<MachineAddress> FREE =
      RangeSet.of(List.of(Range.machine(0x1000, 0x8000), Range.machine(0x10000, 0x20000)));

  private final Placer placer = new Placer(room(FREE, PageSize.KIB_4));
  private final Map<String, Range<MachineAddress>> places = new LinkedHashMap<>();

  private void place(SegmentRequest request) {
    place(placer, request);
  }

  private void place(Placer in, SegmentRequest request) {
    in.place(request).ifPresent(place -> places.put(request.name(), place));
  }

  private static Room room(RangeSet<MachineAddress> free, PageSize pages) {
    MemoryMap memory =
        MemoryMap.of(free.ranges().stream().map(r -> new MemoryRegion(r, MemoryType.RAM)).toList());
    ReceiverRules rules =
        ReceiverRules.builder().pageSize(pages).destinationLimit(new MachineAddress(-1)).build();
    return new Room(Slot.DEFAULT, memory, rules, ALL);
  }

  private static SegmentRequest request(String name, long size, Direction direction) {
    return request(name, size, 1, ALL, direction, null);
  }

  private static SegmentRequest request(
      String name,
      long size,
      long alignment,
      Range<MachineAddress> within,
      Direction direction,
      Range<MachineAddress> preferred) {
    return new SegmentRequest(
        name, SegmentRole.INITRD, size, alignment, 0, within, direction, preferred, RULE);
  }

  @Test
  void sizesAndPlacesAreWholePages() {
    place(request("low", 1, Direction.LOWEST));
    place(request("high", 0x1001, Direction.HIGHEST));

    assertThat(places)
        .containsEntry("low", Range.machine(0x1000, 0x2000))
        .containsEntry("high", Range.machine(0x1e000, 0x20000));
    assertThat(placer.findings()).isEmpty();
  }

  @Test
  void memoryIsGivenOutOnce() {
    for (int i = 0; i < 7 + 16; i++) {
      place(request("page " + i, 0x1000, Direction.LOWEST));
    }
    assertThat(RangeSet.of(places.values())).isEqualTo(FREE);
    assertThat(places).hasSize(23);

    place(request("one too many", 1, Direction.LOWEST));
    assertThat(places).hasSize(23);
    assertThat(placer.findings()).hasSize(1);
  }

  @Test
  void theRequestsAlignmentIsKept() {
    place(request("low", 0x1000, 0x4000, ALL, Direction.LOWEST, null));
    place(request("high", 0x1000, 0x8000, ALL, Direction.HIGHEST, null));

    assertThat(places)
        .containsEntry("low", Range.machine(0x4000, 0x5000))
        .containsEntry("high", Range.machine(0x18000, 0x19000));
  }

  /** As arm64's text_offset. */
  @Test
  void anOffsetToTheAlignmentIsKept() {
    place(request("low", 0x2000, Direction.LOWEST).aligned(0x4000, 0x2000));
    place(request("high", 0x2000, Direction.HIGHEST).aligned(0x8000, 0x4000));

    assertThat(places)
        .containsEntry("low", Range.machine(0x2000, 0x4000))
        .containsEntry("high", Range.machine(0x1c000, 0x1e000));
  }

  @Test
  void theGreatestAlignmentIsNoNegativeNumber() {
    place(request("kernel", 0x1000, Long.MIN_VALUE, ALL, Direction.LOWEST, null));

    assertThat(places).isEmpty();
    assertThat(placer.findings().get(0).message()).contains("aligned to 0x8000000000000000");
  }

  @Test
  void largerPagesAreKept() {
    Placer large = new Placer(room(FREE, new PageSize(16)));
    place(large, request("initrd", 1, Direction.LOWEST));

    assertThat(places).containsEntry("initrd", Range.machine(0x10000, 0x20000));
  }

  @ParameterizedTest(name = "{4}")
  @CsvSource({
    "0x12000, 0x14000, LOWEST,  0x12000, just as large",
    "0x11000, 0x17000, LOWEST,  0x11000, the lower end of it",
    "0x11000, 0x17000, HIGHEST, 0x15000, the higher end of it",
    "0x11800, 0x17800, LOWEST,  0x12000, the first page in it",
    "0x8000,  0x10000, LOWEST,  0x1000,  nothing is free there",
    "0x7000,  0x11000, LOWEST,  0x1000,  too little is free there",
    "0x17000, 0x1a000, LOWEST,  0x1000,  too little of it is where it may lie",
    "0x1a000, 0x1c000, HIGHEST, 0x16000, it may not lie there"
  })
  void thePreferredRangeIsTakenWhereItHasAHole(
      String from, String to, Direction direction, String taken, String name) {
    Range<MachineAddress> preferred = Range.machine(Long.decode(from), Long.decode(to));
    place(request("kernel", 0x2000, 1, Range.machine(0, 0x18000), direction, preferred));

    assertThat(places.get("kernel").start())
        .as(name)
        .isEqualTo(new MachineAddress(Long.decode(taken)));
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitHasTheCodeOfItsRole(SegmentRole role) {
    place(new SegmentRequest(role, 0x100000, ALL, RULE));

    assertThat(placer.findings())
        .extracting(Finding::code)
        .containsExactly(role.label() + "-does-not-fit");
    assertThat(placer.findings()).allMatch(Finding::isError);
  }

  @Test
  void theLargestHolesAreNamed() {
    RangeSet<MachineAddress> free =
        RangeSet.of(
            List.of(
                Range.machine(0, 0x1000),
                Range.machine(0x10000, 0x13000),
                Range.machine(0x20000, 0x22000),
                Range.machine(0x30000, 0x34000)));
    Placer small = new Placer(room(free, PageSize.KIB_4));
    place(small, request("big", 0x4001, 0x2000, Range.machine(0, 0x33000), Direction.LOWEST, null));

    assertThat(small.findings().get(0).message())
        .isEqualTo(
            "no hole of 16.0 KiB (16,385 bytes) aligned to 0x2000 within [0x0, 0x33000) for big;"
                + " nearest came [0x10000, 0x13000) of 12.0 KiB (12,288 bytes),"
                + " [0x30000, 0x33000) of 12.0 KiB (12,288 bytes), [0x20000, 0x22000) of 8.0 KiB (8,192 bytes):"
                + " the memory map has no such piece of RAM");
  }

  @Test
  void holeSizesAreComparedAsUnsigned() {
    RangeSet<MachineAddress> free =
        RangeSet.of(
            List.of(
                Range.machine(0x1000, Long.MIN_VALUE + 0x1000), Range.machine(-0x2000, -0x1000)));
    Placer large = new Placer(room(free, PageSize.KIB_4));
    place(large, request("it", 0x2000, Long.MIN_VALUE, ALL, Direction.LOWEST, null));

    assertThat(large.findings().get(0).message())
        .contains(
            "nearest came [0x1000, 0x8000000000001000) of 8.0 EiB (9,223,372,036,854,775,808 bytes), [0xff");
  }

  @Test
  void whereNothingIsFreeThatIsSaid() {
    place(request("it", 1, 1, Range.machine(0x8000, 0x10000), Direction.LOWEST, null));

    assertThat(placer.findings().get(0).message())
        .endsWith("for it; nothing is free there: the test says so");
    assertThat(placer.findings().get(0).cure()).isEqualTo("Change the test.");
  }

  @Test
  void oneThatDoesNotFitLeavesTheOthersTheirPlace() {
    place(request("huge", Long.MAX_VALUE, Direction.LOWEST));
    place(request("small", 1, Direction.LOWEST));

    assertThat(places).containsOnlyKeys("small");
    assertThat(placer.findings()).hasSize(1);
  }

  /** A segment that does not fit asks for it once for each set of limits. */
  @Test
  void whatIsLeftWithoutSomeLimitsIsComputedOnce() {
    Room room = room(FREE, PageSize.KIB_4);
    for (Limit limit : List.of(Limit.OPTIONS, Limit.CRASH_REGION, Limit.RECEIVER, Limit.MEMORY)) {
      RangeSet<MachineAddress> left = room.without(EnumSet.of(limit));
      assertThat(room.without(EnumSet.of(limit))).isSameAs(left);
      assertThat(room.without(EnumSet.of(limit, Limit.RULE, Limit.IMAGE))).isSameAs(left);
    }
    assertThat(room.free()).isSameAs(room.free()).isEqualTo(FREE);
  }
}
