package kexec.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlanRequestTest {

  private static final Path KERNEL = Path.of("/boot/vmlinuz");
  private static final MemoryMap MEMORY =
      MemoryMap.of(List.of(new MemoryRegion(Range.machine(0, 0x1000), MemoryType.RAM)));

  private static PlanRequest.Builder full() {
    return PlanRequest.of(KERNEL)
        .initrds(List.of(Path.of("a"), Path.of("b")))
        .commandLine("quiet")
        .slot(Slot.CRASH)
        .limits(Range.machine(0, 0x1000_0000))
        .machine("sim")
        .memoryMap(MEMORY)
        .protocol("bzImage");
  }

  static Stream<Named<UnaryOperator<PlanRequest.Builder>>> changes() {
    return Stream.of(
        change("no initrd", b -> b.initrds(List.of())),
        change("initrds in another order", b -> b.initrds(List.of(Path.of("b"), Path.of("a")))),
        change("another command line", b -> b.commandLine("quiet ")),
        change("another slot", b -> b.slot(Slot.DEFAULT)),
        change("other limits", b -> b.limits(Range.machine(0, -1))),
        change("no machine", b -> b.machine(null)),
        change("another machine", b -> b.machine("xen")),
        change("no memory map", b -> b.memoryMap(null)),
        change(
            "a memory map with a crash region",
            b -> b.memoryMap(MEMORY.withCrashRegion(Range.machine(0, 0x1000)))),
        change("no protocol", b -> b.protocol(null)),
        change("another protocol", b -> b.protocol("Image")),
        change("a reused command line", b -> b.commandLineReused(true)));
  }

  private static Named<UnaryOperator<PlanRequest.Builder>> change(
      String name, UnaryOperator<PlanRequest.Builder> change) {
    return Named.of(name, change);
  }

  @Test
  void requestsWithTheSamePartsAreEqual() {
    assertThat(full().build())
        .isEqualTo(full().build())
        .hasSameHashCodeAs(full().build())
        .isNotEqualTo("crash image of /boot/vmlinuz");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void requestsThatDifferInOnePartAreNotEqual(UnaryOperator<PlanRequest.Builder> change) {
    assertThat(change.apply(full()).build()).isNotEqualTo(full().build());
  }

  @Test
  void requestsForTwoKernelsAreNotEqual() {
    assertThat(PlanRequest.of(KERNEL).build())
        .isNotEqualTo(PlanRequest.of(Path.of("/boot/other")).build());
  }

  @Test
  void everythingButTheKernelHasADefault() {
    PlanRequest request = PlanRequest.of(KERNEL).build();

    assertThat(request.kernel()).isEqualTo(KERNEL);
    assertThat(request.initrds()).isEmpty();
    assertThat(request.commandLine()).isEmpty();
    assertThat(request.slot()).isEqualTo(Slot.DEFAULT);
    assertThat(request.limits()).isEqualTo(Range.machine(0, -1));
    assertThat(request.machine()).isEmpty();
    assertThat(request.memoryMap()).isEmpty();
    assertThat(request.protocol()).isEmpty();
    assertThat(request).hasToString("default image of /boot/vmlinuz");
  }

  @Test
  void aRequestDoesNotChangeWithItsSource() {
    List<Path> initrds = new ArrayList<>(List.of(Path.of("a")));
    PlanRequest request = PlanRequest.of(KERNEL).initrds(initrds).build();
    initrds.clear();

    assertThat(request.initrds()).containsExactly(Path.of("a"));
    assertThatThrownBy(() -> request.initrds().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
