package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryMapTest {

  private static final MemoryMap PC =
      MemoryMap.of(
          List.of(
              ram(0x100000, 0x4000_0000),
              ram(0, 0x9fc00),
              region(0xf0000, 0x100000, MemoryType.RESERVED)));

  private static MemoryRegion region(long start, long end, MemoryType type) {
    return new MemoryRegion(Range.machine(start, end), type);
  }

  private static MemoryRegion ram(long start, long end) {
    return region(start, end, MemoryType.RAM);
  }

  @Test
  void regionsAscendAndEmptyOnesAreLeftOut() {
    MemoryMap map = MemoryMap.of(List.of(ram(-0x1000, -1), ram(0x5000, 0x5000), ram(0, 0x1000)));

    assertThat(map.regions()).containsExactly(ram(0, 0x1000), ram(-0x1000, -1));
  }

  @Test
  void neighboursOfOneTypeAreJoined() {
    MemoryMap map = MemoryMap.of(List.of(ram(2, 3), ram(0, 1), ram(1, 2), ram(4, 5)));

    assertThat(map.regions()).containsExactly(ram(0, 3), ram(4, 5));
  }

  @Test
  void neighboursOfTwoTypesAreNotJoined() {
    MemoryMap map = MemoryMap.of(List.of(ram(0, 1), region(1, 2, MemoryType.ACPI), ram(2, 3)));

    assertThat(map.regions()).hasSize(3);
    assertThat(map.ofType(MemoryType.ACPI)).isEqualTo(RangeSet.of(Range.machine(1, 2)));
    assertThat(map.ram()).isEqualTo(RangeSet.of(List.of(Range.machine(0, 1), Range.machine(2, 3))));
  }

  @ParameterizedTest(name = "{4}")
  @CsvSource({
    "0x0, 0x2000, 0x1fff, 0x3000, by one byte",
    "0x0, 0x9000, 0x1000, 0x2000, one within the other",
    "0x0, 0x1000, 0x0,    0x1000, the same twice",
    "0x7ffffffffffff000, 0x8000000000001000, 0x8000000000000000, 0xffffffffffffffff, high up"
  })
  void regionsThatOverlapAreRefused(
      String start, String end, String otherStart, String otherEnd, String name) {
    MemoryRegion one = ram(hex(start), hex(end));
    MemoryRegion other = ram(hex(otherStart), hex(otherEnd));

    assertThatThrownBy(() -> MemoryMap.of(List.of(other, one)))
        .as(name)
        .isInstanceOf(OverlapException.class)
        .hasMessage("memory regions overlap: " + one + " and " + other);
  }

  private static long hex(String text) {
    return Long.parseUnsignedLong(text.substring(2), 16);
  }

  @Test
  void anOverlapWithAJoinedRegionIsRefused() {
    List<MemoryRegion> regions = List.of(ram(0, 2), ram(2, 8), region(4, 5, MemoryType.NVS));

    assertThatThrownBy(() -> MemoryMap.of(regions)).isInstanceOf(OverlapException.class);
  }

  @Test
  void aCrashRegionInRamIsTaken() {
    Range<MachineAddress> region = Range.machine(0x1000_0000, 0x2000_0000);

    assertThat(PC.withCrashRegion(region).crashRegion()).contains(region);
    assertThat(PC.withCrashRegion(region).ram()).isEqualTo(PC.ram());
    assertThat(PC.crashRegion()).isEmpty();
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "0x1000000,  0x1000000,  empty",
    "0x3ffff000, 0x40001000, reaching out of RAM",
    "0x9f000,    0x101000,   across a hole",
    "0xf0000,    0x100000,   reserved",
    "0x80000000, 0x90000000, nowhere"
  })
  void aCrashRegionThatIsNotWhollyRamIsRefused(String start, String end, String name) {
    Range<MachineAddress> region = Range.machine(Long.decode(start), Long.decode(end));

    assertThatThrownBy(() -> PC.withCrashRegion(region))
        .as(name)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crash region " + region + " is not wholly in RAM");
  }

  @Test
  void lowCrashMemoryIsReservedButNoPlaceForSegments() {
    Range<MachineAddress> region = Range.machine(0x1000_0000, 0x2000_0000);
    Range<MachineAddress> low = Range.machine(0x200_0000, 0x300_0000);
    MemoryMap map = PC.withCrashLow(low).withCrashRegion(region);

    assertThat(map.crashRegion()).contains(region);
    assertThat(map.crashLow()).contains(low);
    assertThat(map.crashReserve()).isEqualTo(RangeSet.of(List.of(low, region)));
    assertThat(PC.crashReserve().isEmpty()).isTrue();
    assertThat(map).isNotEqualTo(PC.withCrashRegion(region));
    assertThat(map).isEqualTo(PC.withCrashRegion(region).withCrashLow(low));
  }

  @Test
  void lowCrashMemoryThatMakesNoSenseIsRefused() {
    Range<MachineAddress> region = Range.machine(0x1000_0000, 0x2000_0000);
    Range<MachineAddress> overlapping = Range.machine(0x1fff_f000, 0x2001_0000);

    assertThatThrownBy(() -> PC.withCrashLow(Range.machine(0x9f000, 0x101000)))
        .hasMessageContaining("is not wholly in RAM");
    assertThatThrownBy(() -> PC.withCrashLow(Range.machine(0x200000, 0x200000)))
        .hasMessageContaining("is not wholly in RAM");
    assertThatThrownBy(() -> PC.withCrashRegion(region).withCrashLow(overlapping))
        .hasMessageContaining("overlap");
    assertThatThrownBy(() -> PC.withCrashLow(overlapping).withCrashRegion(region))
        .hasMessageContaining("overlap");
  }

  /** A piece of persistent memory in use, a device's aperture in RAM, and held memory. */
  private static MemoryMap mixed() {
    return MemoryMap.of(
            List.of(
                ram(0, 0x9fc00),
                ram(0x100000, 0x4000_0000),
                region(0x1_0000_0000L, 0x1_8000_0000L, MemoryType.PMEM)))
        .withHeld(RangeSet.of(Range.machine(0x200_0000, 0x300_0000)))
        .withKernelRam(
            RangeSet.of(
                List.of(
                    Range.machine(0, 0x9fc00),
                    Range.machine(0x100000, 0x3000_0000),
                    Range.machine(0x1_2000_0000L, 0x1_8000_0000L))))
        .withCrashRegion(Range.machine(0x1000_0000, 0x2000_0000))
        .withCrashLow(Range.machine(0x400_0000, 0x500_0000))
        .withCrashCma(RangeSet.of(Range.machine(0x600_0000, 0x800_0000)));
  }

  @Test
  void whereSegmentsMayLieIsRamThatNobodyHolds() {
    assertThat(mixed().usable())
        .isEqualTo(
            RangeSet.of(
                List.of(
                    Range.machine(0, 0x9fc00),
                    Range.machine(0x100000, 0x200_0000),
                    Range.machine(0x300_0000, 0x400_0000),
                    Range.machine(0x500_0000, 0x1000_0000),
                    Range.machine(0x2000_0000, 0x4000_0000))));
  }

  @Test
  void aDumpHasWhatTheKernelUsesWithoutWhatTheCrashKernelGets() {
    assertThat(mixed().dumped())
        .isEqualTo(
            RangeSet.of(
                List.of(
                    Range.machine(0, 0x9fc00),
                    Range.machine(0x100000, 0x400_0000),
                    Range.machine(0x500_0000, 0x600_0000),
                    Range.machine(0x800_0000, 0x1000_0000),
                    Range.machine(0x2000_0000, 0x3000_0000),
                    Range.machine(0x1_2000_0000L, 0x1_8000_0000L))));
  }

  @Test
  void whatTheNextKernelIsToldIsWhatTheFirmwareSays() {
    assertThat(mixed().regions())
        .containsExactly(
            ram(0, 0x9fc00),
            ram(0x100000, 0x4000_0000),
            region(0x1_0000_0000L, 0x1_8000_0000L, MemoryType.PMEM));
  }

  @Test
  void withoutMoreTheThreeAnswersAreTheSame() {
    assertThat(PC.usable()).isEqualTo(PC.ram()).isEqualTo(PC.dumped()).isEqualTo(PC.kernelRam());
    assertThat(PC.crashCma().isEmpty()).isTrue();
    assertThat(PC.isUnknown(UnknownMemory.CRASH_REGION)).isFalse();
  }

  @Test
  void onlyRamIsHeldAndEachTimeMore() {
    MemoryMap map =
        PC.withHeld(RangeSet.of(Range.machine(0x9f000, 0x101000)))
            .withHeld(RangeSet.of(Range.machine(0x100800, 0x102000)));

    assertThat(map.held())
        .isEqualTo(
            RangeSet.of(
                List.of(Range.machine(0x9f000, 0x9fc00), Range.machine(0x100000, 0x102000))));
  }

  @Test
  void cmaCrashMemoryThatMakesNoSenseIsRefused() {
    RangeSet<MachineAddress> outside = RangeSet.of(Range.machine(0x9f000, 0x101000));
    RangeSet<MachineAddress> shared = RangeSet.of(Range.machine(0x1fff_f000, 0x2001_0000));
    Range<MachineAddress> region = Range.machine(0x1000_0000, 0x2000_0000);

    assertThatThrownBy(() -> PC.withCrashCma(outside)).hasMessageContaining("not wholly in RAM");
    assertThatThrownBy(() -> PC.withCrashRegion(region).withCrashCma(shared))
        .hasMessageContaining("overlaps");
    assertThatThrownBy(() -> PC.withCrashCma(shared).withCrashRegion(region))
        .hasMessageContaining("overlaps");
    assertThatThrownBy(() -> PC.withCrashCma(shared).withCrashLow(region))
        .hasMessageContaining("overlaps");
    assertThatThrownBy(() -> PC.withCrashLow(region).withCrashCma(shared))
        .hasMessageContaining("overlaps");
  }

  @Test
  void equalityLooksAtEveryPart() {
    RangeSet<MachineAddress> some = RangeSet.of(Range.machine(0x100000, 0x200000));

    assertThat(
            List.of(
                PC,
                PC.withHeld(some),
                PC.withKernelRam(some),
                PC.withCrashCma(some),
                PC.withUnknown(UnknownMemory.CRASH_CMA),
                PC.withUnknown(UnknownMemory.CRASH_REGION)))
        .doesNotHaveDuplicates();
  }

  @Test
  void equalityLooksAtTheCrashRegion() {
    Range<MachineAddress> region = Range.machine(0x1000_0000, 0x2000_0000);

    assertThat(PC.withCrashRegion(region))
        .isEqualTo(PC.withCrashRegion(region))
        .hasSameHashCodeAs(PC.withCrashRegion(region))
        .isNotEqualTo(PC);
  }

  @Test
  void textNamesEveryRegion() {
    assertThat(PC.withCrashRegion(Range.machine(0x100000, 0x200000)))
        .hasToString(
            "[0x0, 0x9fc00) ram; [0xf0000, 0x100000) reserved; [0x100000, 0x40000000) ram;"
                + " crash kernel [0x100000, 0x200000)");
  }

  @Test
  void regionsCannotBeChanged() {
    List<MemoryRegion> regions = PC.regions();

    assertThatThrownBy(regions::clear).isInstanceOf(UnsupportedOperationException.class);
  }
}
