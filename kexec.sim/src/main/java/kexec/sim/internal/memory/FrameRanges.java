package kexec.sim.internal.memory;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/** Shrinks ranges to whole blocks. */
final class FrameRanges {

  private FrameRanges() {}

  /** {@return the whole aligned blocks of 2^{@code shift} bytes in some memory} */
  static RangeSet<MachineAddress> inward(RangeSet<MachineAddress> memory, int shift) {
    List<Range<MachineAddress>> cut = new ArrayList<>();
    for (Range<MachineAddress> range : memory.ranges()) {
      long start = range.start().value();
      long first = (start >>> shift) + ((start & ((1L << shift) - 1)) == 0 ? 0 : 1);
      long behind = range.end().value() >>> shift;
      if (first < behind) {
        cut.add(Range.machine(first << shift, behind << shift));
      }
    }
    return RangeSet.of(cut);
  }
}
