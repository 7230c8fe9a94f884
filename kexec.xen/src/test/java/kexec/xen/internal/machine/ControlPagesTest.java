package kexec.xen.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;

class ControlPagesTest {

  private static final MemoryMap MEMORY =
      MemoryMap.of(List.of(new MemoryRegion(Range.machine(0, 0x4_0000_0000L), MemoryType.RAM)))
          .withCrashRegion(Range.machine(0x1_0000_0000L, 0x2_0000_0000L));

  @Test
  void tablesOfWhatIsMapped() throws Exception {
    // Code, list, highest table; three for the code; the lowest MiB and the segment have three
    // lowest tables, two in the middle, one above.
    assertThat(ControlPages.of(plan(0x1_0010_0000L, 0x400000, LoadMethod.SEGMENTS)))
        .isEqualTo(3 + 3 + (1 + 3) + (1 + 1) + 1);
  }

  @Test
  void theSourcesOfAListAreMappedToo() throws Exception {
    long segments = ControlPages.of(plan(0x1_0000_0000L, 0x400000, LoadMethod.SEGMENTS));
    assertThat(ControlPages.of(plan(0x1_0000_0000L, 0x400000, XenRules.PAGE_LIST)))
        .isGreaterThan(segments + 4);
  }

  private static Plan plan(long start, long size, LoadMethod method) throws Exception {
    return XenPlans.of(
            MEMORY,
            Slot.CRASH,
            List.of(XenPlans.segment(new MachineAddress(start), size, XenPlans.content(100, 1))))
        .methods(List.of(method))
        .build();
  }
}
