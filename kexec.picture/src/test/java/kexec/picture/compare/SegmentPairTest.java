package kexec.picture.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.picture.compare.ComparedPlan.ComparedSegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentPairTest {

  private static ComparedSegment segment(SegmentRole role, long start, long end, char digest) {
    return new ComparedSegment(
        role, Range.machine(start, end), 16, new Digest(String.valueOf(digest).repeat(64)));
  }

  private static ComparedPlan plan(ComparedSegment... segments) {
    return new ComparedPlan("p", Slot.DEFAULT, "", List.of(segments), MemoryMap.of(List.of()));
  }

  @ParameterizedTest(name = "[{0}, {1}) {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "4096  | 8192  | a | unchanged",
        "8192  | 12288 | a | moved up by 4.0 KiB",
        "0     | 4096  | a | moved down by 4.0 KiB",
        "4096  | 12288 | a | grew by 4.0 KiB",
        "4096  | 6144  | a | shrank by 2.0 KiB",
        "4096  | 8192  | b | content changed",
        "-8192 | -64   | b | 'moved up by 15.9 EiB, grew by 3.9 KiB, content changed'"
      })
  void changes(long start, long end, char digest, String expected) {
    ComparedPlan a = plan(segment(SegmentRole.KERNEL, 4096, 8192, 'a'));
    ComparedPlan b = plan(segment(SegmentRole.KERNEL, start, end, digest));
    assertThat(SegmentPair.of(a, b)).extracting(SegmentPair::change).containsExactly(expected);
  }

  @Test
  void segmentsOfOneRoleCorrespondInOrder() {
    ComparedPlan a =
        plan(
            segment(SegmentRole.MODULE, 0, 10, 'a'),
            segment(SegmentRole.KERNEL, 10, 20, 'a'),
            segment(SegmentRole.STUB, 20, 30, 'a'));
    ComparedPlan b =
        plan(
            segment(SegmentRole.KERNEL, 10, 20, 'a'),
            segment(SegmentRole.MODULE, 20, 30, 'a'),
            segment(SegmentRole.MODULE, 30, 40, 'a'));
    assertThat(SegmentPair.of(a, b))
        .extracting(pair -> pair.number() + " " + pair.role().label() + " " + pair.change())
        .containsExactly(
            "1 module moved up by 20 bytes",
            "2 kernel unchanged",
            "3 stub removed",
            "4 module added");
  }
}
