package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.rehearse.internal.init.InitCheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlantedCrashTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private static MemoryMap map(List<Range<MachineAddress>> ram) {
    return MemoryMap.of(
        ram.stream().map(range -> new MemoryRegion(range, MemoryType.RAM)).toList());
  }

  private static List<Architecture> architectures() {
    return List.of(Architecture.X86_64, Architecture.ARM64, Architecture.ARM);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void everythingLiesInOldMemory(Architecture architecture) throws Exception {
    Range<MachineAddress> region = Range.machine(GIB, GIB + 256 * MIB);
    MemoryMap memory =
        map(List.of(Range.machine(0, 2 * GIB), Range.machine(4 * GIB, 26 * GIB)))
            .withCrashRegion(region);
    PlantedCrash planted = PlantedCrash.in(memory, architecture, 7);
    assertThat(planted.memory().subtract(memory.ram()).isEmpty()).isTrue();
    assertThat(planted.memory().intersect(region).isEmpty()).isTrue();
    assertThat(planted.memory().size() % 4096).isZero();
    assertThat(planted.patterns()).hasSize(2);
    assertThat(planted.patterns().get(0).address().value()).isBetween(16 * MIB, 17 * MIB);
    assertThat(planted.patterns().get(1).address()).isEqualTo(new MachineAddress(26 * GIB - 4096));
    assertThat(planted.notes()).hasSameSizeAs(planted.contents());
    assertThat(planted.checks()).hasSize(planted.contents().size() + 2);
    for (Range<MachineAddress> note : planted.notes()) {
      assertThat(planted.memory().contains(note)).isTrue();
      for (InitCheck.Memory pattern : planted.patterns()) {
        assertThat(note.contains(pattern.address())).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE})
  void thePatternsDependOnTheSeed(long seed) throws Exception {
    MemoryMap memory =
        map(List.of(Range.machine(0, GIB))).withCrashRegion(Range.machine(512 * MIB, 768 * MIB));
    PlantedCrash planted = PlantedCrash.in(memory, Architecture.X86_64, seed);
    assertThat(planted).isEqualTo(PlantedCrash.in(memory, Architecture.X86_64, seed));
    assertThat(planted.patterns())
        .doesNotContainAnyElementsOf(
            PlantedCrash.in(memory, Architecture.X86_64, seed + 1).patterns());
    assertThat(planted.patterns().get(0).expected())
        .isNotEqualTo(planted.patterns().get(1).expected());
  }

  /** Firmware uses what is below 16 MiB. */
  @ParameterizedTest
  @ValueSource(longs = {0, 16 * MIB, 16 * MIB + 4096})
  void withoutOldMemoryNothingIsLeft(long start) {
    MemoryMap memory =
        map(List.of(Range.machine(0, 64 * MIB))).withCrashRegion(Range.machine(start, 64 * MIB));
    KexecException refusal =
        catchThrowableOfType(
            KexecException.class, () -> PlantedCrash.in(memory, Architecture.X86_64, 7));
    assertThat(refusal.fault().code()).isEqualTo("rehearsal-no-old-memory");
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void nothingIsNothing(Architecture architecture) {
    assertThat(PlantedCrash.NONE.memory()).isEqualTo(RangeSet.empty());
    assertThat(PlantedCrash.NONE.checks()).as(architecture.label()).isEmpty();
  }
}
