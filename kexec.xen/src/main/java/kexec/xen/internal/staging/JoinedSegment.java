package kexec.xen.internal.staging;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;

/**
 * Segments of a plan that are handed over as one, with zeros in the memory between them.
 *
 * @param parts ascending, one at least
 */
public record JoinedSegment(List<Segment> parts) {

  /** Makes the list unmodifiable. */
  public JoinedSegment {
    parts = List.copyOf(parts);
  }

  /**
   * Returns the memory from the first segment's start to the last one's end.
   *
   * @return the range
   */
  public Range<MachineAddress> memory() {
    return new Range<>(parts.get(0).memory().start(), parts.get(parts.size() - 1).memory().end());
  }

  /**
   * Returns where a part lies in the joined memory.
   *
   * @param part one of the parts
   * @return bytes from the start
   */
  public long offsetOf(Segment part) {
    return part.memory().start().minus(parts.get(0).memory().start());
  }

  /**
   * Returns how much content has to be handed over; what is behind it is zeroed.
   *
   * @return bytes
   */
  public long contentBytes() {
    long end = 0;
    for (Segment part : parts) {
      SegmentData content = part.data().withoutZerosAtItsEnd();
      if (content.size() > 0) {
        end = offsetOf(part) + content.size();
      }
    }
    return end;
  }
}
