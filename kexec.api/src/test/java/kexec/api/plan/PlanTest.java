package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.junit.jupiter.api.Test;

final class PlanTest {

  private static final Path KERNEL = Path.of("/boot/vmlinuz");
  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.of("6.1"), 2047, Map.of());
  private static final EntryState ENTRY =
      new EntryState(new MachineAddress(0x1000), new MachineAddress(0x1200), Map.of("rsi", 7L));
  private static final Segment LOW = segment(SegmentRole.KERNEL, 0x1000, 0x3000);
  private static final Segment HIGH = segment(SegmentRole.INITRD, -0x3000, -0x1000);

  private static Segment segment(SegmentRole role, long start, long end) {
    return new Segment(
        role, Range.machine(start, end), SegmentData.zeros(1), new Digest("0".repeat(64)));
  }

  private static Plan.Builder builder() {
    return Plan.builder()
        .kernel(KERNEL, 77, FACTS)
        .slot(Slot.CRASH)
        .machine("sim")
        .firmware("xen")
        .commandLine("quiet")
        .entry(ENTRY)
        .segments(List.of(HIGH, LOW))
        .memory(MemoryMap.of(List.of(new MemoryRegion(Range.machine(0, 0x9000), MemoryType.RAM))));
  }

  @Test
  void segmentsAscendAsUnsigned() {
    assertThat(builder().build().segments()).containsExactly(LOW, HIGH);
  }

  @Test
  void theGravestFindingComesFirst() {
    Finding info = Finding.info("a", "a");
    Finding warning = Finding.warning("b", "b", "B.");
    Finding error = Finding.error("c", "c", "C.");
    Finding second = Finding.error("d", "d", "D.");

    assertThat(builder().findings(List.of(info, error, warning, second)).build().findings())
        .containsExactly(error, second, warning, info);
  }

  @Test
  void aPlanIsLoadableWithAnEntryAndWithoutErrors() {
    Finding warning = Finding.warning("b", "b", "B.");
    Finding error = Finding.error("c", "c", "C.");

    assertThat(builder().findings(List.of(warning)).build().isLoadable()).isTrue();
    assertThat(builder().findings(List.of(error)).build().isLoadable()).isFalse();
    assertThat(builder().entry(null).build().isLoadable()).isFalse();
  }

  @Test
  void aPlanThatIsLoadableIsNotRefused() throws Exception {
    builder().findings(List.of(Finding.warning("b", "b", "B."))).build().requireLoadable("loading");
  }

  @Test
  void aPlanWithErrorsIsRefusedWithAllOfThem() {
    Finding error = Finding.error("c", "c", "C.");
    Plan plan = builder().findings(List.of(error)).entry(null).build();

    assertThatThrownBy(() -> plan.requireLoadable("loading"))
        .asInstanceOf(type(PlanRefusedException.class))
        .satisfies(
            e -> {
              assertThat(e.fault().attempted()).isEqualTo("loading");
              assertThat(e.findings()).containsExactly(error);
              assertThat(e.draft()).contains(plan);
            });
  }

  @Test
  void aPlanWithoutEntryOrSegmentsIsRefused() {
    for (Plan plan :
        List.of(builder().entry(null).build(), builder().segments(List.of()).build())) {
      assertThatThrownBy(() -> plan.requireLoadable("loading"))
          .asInstanceOf(type(KexecException.class))
          .satisfies(e -> assertThat(e.fault().code()).isEqualTo("entry-missing"));
    }
  }

  @Test
  void contentThatIsNotAsPlannedIsRefused() throws Exception {
    LOW.requireDigest(new Digest("0".repeat(64)), "staging");

    assertThatThrownBy(() -> LOW.requireDigest(new Digest("1".repeat(64)), "staging"))
        .asInstanceOf(type(BadFileException.class))
        .satisfies(
            e -> {
              assertThat(e.fault().code()).isEqualTo("content-changed");
              assertThat(e.fault().attempted()).isEqualTo("staging");
              assertThat(e.fault().cause()).contains("kernel [0x1000, 0x3000)").contains("1111");
            });
  }

  @Test
  void segmentsAreFoundByAddressAndByRole() {
    Plan plan = builder().build();

    assertThat(plan.segmentAt(new MachineAddress(0x2fff))).contains(LOW);
    assertThat(plan.segmentAt(new MachineAddress(0x3000))).isEmpty();
    assertThat(plan.segmentAt(new MachineAddress(-0x1001))).contains(HIGH);
    assertThat(plan.rangesOf(SegmentRole.INITRD)).containsExactly(HIGH.memory());
    assertThat(plan.rangesOf(SegmentRole.DTB)).isEmpty();
    assertThat(plan.footprint()).isEqualTo(RangeSet.of(List.of(LOW.memory(), HIGH.memory())));
  }

  @Test
  void theContentsAreCountedWithoutTheZerosThatFillTheirMemory() {
    assertThat(builder().build().contentSize()).isEqualTo(2);
    assertThat(builder().segments(List.of()).build().contentSize()).isZero();
  }

  @Test
  void aBuilderOfAPlanHasAllThatThePlanHas() {
    Plan plan = builder().findings(List.of(Finding.info("a", "a"))).build();

    assertThat(plan.toBuilder().build()).usingRecursiveComparison().isEqualTo(plan);
    assertThat(plan.toBuilder().build()).isNotSameAs(plan);
  }

  @Test
  void everythingButTheKernelHasADefault() {
    Plan plan = Plan.builder().kernel(KERNEL, 77, FACTS).build();

    assertThat(plan.slot()).isEqualTo(Slot.DEFAULT);
    assertThat(plan.machine()).isEmpty();
    assertThat(plan.firmware()).isEqualTo("none");
    assertThat(plan.kernelPath()).isEqualTo(KERNEL);
    assertThat(plan.kernelBytes()).isEqualTo(77);
    assertThat(plan.kernel()).isEqualTo(FACTS);
    assertThat(plan.commandLine()).isEmpty();
    assertThat(plan.entry()).isEmpty();
    assertThat(plan.segments()).isEmpty();
    assertThat(plan.memory().regions()).isEmpty();
    assertThat(plan.findings()).isEmpty();
  }

  @Test
  void aPlanWithoutAKernelIsRefused() {
    assertThatThrownBy(() -> Plan.builder().build())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("kernelPath");
  }

  @Test
  void listsCannotBeChanged() {
    Plan plan = builder().build();

    assertThatThrownBy(() -> plan.segments().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> plan.findings().add(Finding.info("a", "a")))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void textNamesSlotKernelAndSegments() {
    assertThat(builder().build())
        .hasToString(
            "crash plan of /boot/vmlinuz with segments [kernel [0x1000, 0x3000),"
                + " initrd [0xffffffffffffd000, 0xfffffffffffff000)]");
  }
}
