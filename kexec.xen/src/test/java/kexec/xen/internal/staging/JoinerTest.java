package kexec.xen.internal.staging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import org.junit.jupiter.api.Test;

class JoinerTest {

  private static final RangeSet<MachineAddress> ANYWHERE = RangeSet.of(Range.machine(0, 1L << 40));

  @Test
  void fewEnoughStayAsTheyAre() throws Exception {
    assertThat(Joiner.join(segments(0x1000, 0x3000), 2, RangeSet.empty()))
        .hasValueSatisfying(
            all -> assertThat(all).extracting(j -> j.parts().size()).containsExactly(1, 1));
  }

  @Test
  void theNearestAreJoinedFirst() throws Exception {
    // Between them: 0x4000, nothing, 0x1000.
    List<Segment> segments = segments(0x1000, 0x6000, 0x7000, 0x9000);
    assertThat(places(Joiner.join(segments, 3, ANYWHERE)))
        .containsExactly(
            Range.machine(0x1000, 0x2000),
            Range.machine(0x6000, 0x8000),
            Range.machine(0x9000, 0xa000));
    assertThat(places(Joiner.join(segments, 2, ANYWHERE)))
        .containsExactly(Range.machine(0x1000, 0x2000), Range.machine(0x6000, 0xa000));
    assertThat(places(Joiner.join(segments, 1, ANYWHERE)))
        .containsExactly(Range.machine(0x1000, 0xa000));
  }

  @Test
  void onlyWhereTheMemoryBetweenMayBeOverwritten() throws Exception {
    List<Segment> segments = segments(0x1000, 0x3000, 0x9000);
    RangeSet<MachineAddress> room = RangeSet.of(Range.machine(0x4000, 0x9000));
    assertThat(places(Joiner.join(segments, 2, room)))
        .containsExactly(Range.machine(0x1000, 0x2000), Range.machine(0x3000, 0xa000));
    assertThat(Joiner.join(segments, 1, room)).isEmpty();
  }

  @Test
  void overlappingOnesAreNotJoined() throws Exception {
    assertThat(Joiner.join(segments(0x1000, 0x1000, 0x1800), 2, ANYWHERE)).isEmpty();
    assertThat(Joiner.join(segments(0x1000, 0x1000, 0x1800), 3, ANYWHERE)).isPresent();
  }

  @Test
  void knowsWhatHasToBeHandedOver() throws Exception {
    JoinedSegment joined = new JoinedSegment(segments(0x1000, 0x3000));
    assertThat(joined.memory()).isEqualTo(Range.machine(0x1000, 0x4000));
    assertThat(joined.offsetOf(joined.parts().get(1))).isEqualTo(0x2000);
    assertThat(joined.contentBytes()).isEqualTo(0x2000 + 3);
    SegmentData zeros = SegmentData.zeros(0x800);
    Segment empty =
        new Segment(SegmentRole.INITRD, Range.machine(0x5000, 0x6000), zeros, zeros.digest());
    assertThat(new JoinedSegment(List.of(empty)).contentBytes()).isZero();
    assertThat(new JoinedSegment(List.of(joined.parts().get(0), empty)).contentBytes())
        .isEqualTo(3);
  }

  private static List<Range<MachineAddress>> places(Optional<List<JoinedSegment>> joined) {
    return joined.orElseThrow().stream().map(JoinedSegment::memory).toList();
  }

  /** A page each, with three bytes of content. */
  private static List<Segment> segments(long... starts) throws KexecException {
    List<Segment> segments = new ArrayList<>();
    SegmentData data = SegmentData.ofBytes(new byte[] {1, 2, 3});
    for (long start : starts) {
      segments.add(
          new Segment(
              SegmentRole.KERNEL,
              Range.ofSize(new MachineAddress(start), 0x1000),
              data,
              data.digest()));
    }
    return segments;
  }
}
