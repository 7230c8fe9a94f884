package kexec.base.pagelist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.junit.jupiter.api.Test;

class CrashControlTest {

  private static final Range<MachineAddress> REGION = Range.machine(0x10000, 0x20000);

  @Test
  void takesTheStartOfAnEmptyRegion() {
    assertThat(CrashControl.find(REGION, RangeSet.empty(), 1, PageSize.KIB_4))
        .contains(Range.machine(0x10000, 0x12000));
  }

  @Test
  void skipsSegmentsAndHolesThatAreNotAligned() {
    RangeSet<MachineAddress> taken =
        RangeSet.of(List.of(Range.machine(0x10000, 0x11000), Range.machine(0x14000, 0x17000)));
    assertThat(CrashControl.find(REGION, taken, 0, PageSize.KIB_4))
        .contains(Range.machine(0x11000, 0x12000));
    assertThat(CrashControl.find(REGION, taken, 2, PageSize.KIB_4))
        .contains(Range.machine(0x18000, 0x1c000));
  }

  @Test
  void findsNothingInAFullRegion() {
    RangeSet<MachineAddress> taken = RangeSet.of(Range.machine(0x8000, 0x1f000));
    assertThat(CrashControl.find(REGION, taken, 1, PageSize.KIB_4)).isEmpty();
    assertThat(CrashControl.find(REGION, taken, 0, PageSize.KIB_4))
        .contains(Range.machine(0x1f000, 0x20000));
  }
}
