package kexec.xen.internal.staging;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;

/**
 * Segments of a plan that are loaded as one, with zeros in the memory between them.
 *
 * @param parts ascending, at least one
 */
public record JoinedSegment(List<Segment> parts) {

  /** Makes the list unmodifiable. */
  public JoinedSegment {
    parts = List.copyOf(parts);
  }

  /** {@return the memory from the first segment's start to the last one's end} */
  public Range<MachineAddress> memory() {
    return new Range<>(parts.get(0).memory().start(), parts.get(parts.size() - 1).memory().end());
  }

  /**
   * {@return a part's offset in the joined memory, in bytes}
   *
   * @param part one of the parts
   */
  public long offsetOf(Segment part) {
    return part.memory().start().minus(parts.get(0).memory().start());
  }

  /** {@return the size of the content in bytes; the memory after it is zeroed} */
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
