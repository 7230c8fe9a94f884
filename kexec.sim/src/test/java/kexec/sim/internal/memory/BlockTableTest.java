package kexec.sim.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.junit.jupiter.api.Test;

final class BlockTableTest {

  private static final int COUNT = 1_000_000;

  @Test
  void countsAndNumbersBlocksAsIfOneByOne() {
    RangeSet<MachineAddress> memory =
        RangeSet.of(
            List.of(
                Range.machine(0x3000, 0x5000),
                Range.machine(0x8000, 0x9000),
                Range.machine(0xb000, 0xf800)));
    BlockTable table = new BlockTable(memory, PageSize.KIB_4, 0);
    long count = 0;
    for (long frame = 0; frame < 0x20; frame++) {
      assertThat(table.countBelow(frame)).as("below %s", frame).isEqualTo(count);
      boolean whole = memory.contains(Range.machine(frame << 12, (frame + 1) << 12));
      assertThat(table.numberOf(frame)).as("of %s", frame).isEqualTo(whole ? count : -1);
      count += whole ? 1 : 0;
    }
    assertThat(table.count()).isEqualTo(count);
  }

  /** Walking over the ranges for each frame would take many hours. */
  @Test
  void findsEachOfAMillionRanges() {
    List<Range<MachineAddress>> ranges = new ArrayList<>(COUNT);
    for (long i = 0; i < COUNT; i++) {
      ranges.add(Range.machine(i * 0x3000, i * 0x3000 + 0x2000));
    }
    BlockTable table = new BlockTable(RangeSet.of(ranges), PageSize.KIB_4, 0);
    for (long i = 0; i < COUNT; i++) {
      assertThat(table.countBelow(3 * i)).isEqualTo(2 * i);
      assertThat(table.numberOf(3 * i + 1)).isEqualTo(2 * i + 1);
      assertThat(table.numberOf(3 * i + 2)).isEqualTo(-1);
    }
  }
}
