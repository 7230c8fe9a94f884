package kexec.rehearse.internal.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;

/**
 * A piece of a segment: a segment is cut where the memory that firmware overwrites begins and ends,
 * so that only what lies there has to be staged elsewhere.
 *
 * @param memory its planned place, a part of the segment's
 * @param content the segment's content there, without the zeros at the segment's end
 * @param overwritten whether firmware overwrites the place
 */
record Piece(Range<MachineAddress> memory, SegmentData content, boolean overwritten) {

  /**
   * {@return the pieces of a segment, ascending; together they have its whole content, without the
   * zeros at its end that are known without reading}
   *
   * @param segment the segment
   * @param firmware the memory that firmware overwrites
   */
  static List<Piece> of(Segment segment, RangeSet<MachineAddress> firmware) {
    RangeSet<MachineAddress> whole = RangeSet.of(segment.memory());
    List<Piece> pieces = new ArrayList<>();
    for (Range<MachineAddress> range : whole.intersect(firmware).ranges()) {
      pieces.add(new Piece(range, content(segment, range), true));
    }
    for (Range<MachineAddress> range : whole.subtract(firmware).ranges()) {
      pieces.add(new Piece(range, content(segment, range), false));
    }
    pieces.sort(Comparator.comparing(Piece::memory));
    return List.copyOf(pieces);
  }

  private static SegmentData content(Segment segment, Range<MachineAddress> range) {
    SegmentData all = segment.data().withoutZerosAtItsEnd();
    long from = Math.min(range.start().minus(segment.memory().start()), all.size());
    return all.slice(from, Math.min(range.size(), all.size() - from));
  }

  /** {@return whether its content must be loaded elsewhere and moved} */
  boolean isStaged() {
    return overwritten && content.size() > 0;
  }

  /** {@return whether anything is left to do once its content is loaded} */
  boolean isMoved() {
    return overwritten || content.size() < memory.size();
  }
}
