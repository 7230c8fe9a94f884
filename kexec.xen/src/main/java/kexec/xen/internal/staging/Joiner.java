package kexec.xen.internal.staging;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Segment;

/**
 * Joins neighbours if a plan has more segments than the hypervisor accepts: those with the smallest
 * gaps first, and only where the gap may be overwritten.
 */
public final class Joiner {

  private Joiner() {}

  /**
   * Joins segments.
   *
   * @param segments ascending by their starts; one that overlaps its predecessor is not joined to
   *     it
   * @param most the maximum number of joined segments, above zero
   * @param room the memory that an image may occupy
   * @return the joined segments, or empty if they are still too many
   */
  public static Optional<List<JoinedSegment>> join(
      List<Segment> segments, int most, RangeSet<MachineAddress> room) {
    List<Integer> gaps =
        IntStream.range(1, segments.size())
            .boxed()
            .filter(i -> !segments.get(i).memory().overlaps(segments.get(i - 1).memory()))
            .filter(i -> room.contains(gap(segments, i)))
            .sorted(Comparator.comparing(i -> gap(segments, i).size(), Long::compareUnsigned))
            .toList();
    int tooMany = Math.max(segments.size() - most, 0);
    if (gaps.size() < tooMany) {
      return Optional.empty();
    }
    BitSet joined = new BitSet();
    gaps.subList(0, tooMany).forEach(joined::set);
    return Optional.of(split(segments, joined));
  }

  /** {@return the memory between a segment and its predecessor} */
  private static Range<MachineAddress> gap(List<Segment> segments, int index) {
    return new Range<>(
        segments.get(index - 1).memory().end(), segments.get(index).memory().start());
  }

  private static List<JoinedSegment> split(List<Segment> segments, BitSet joined) {
    List<JoinedSegment> all = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= segments.size(); i++) {
      if (!joined.get(i)) {
        all.add(new JoinedSegment(segments.subList(from, i)));
        from = i;
      }
    }
    return all;
  }
}
