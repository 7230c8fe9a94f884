package kexec.picture.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Segment;
import kexec.picture.DrawnPlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ViewsTest {

  private static final Range<MachineAddress> TEN_GIB = Range.machine(0, 0x280000000L);

  private static List<List<View>> views(Optional<Range<MachineAddress>> focus, long... bounds) {
    List<Range<MachineAddress>> items =
        Stream.iterate(0, i -> i + 2)
            .limit(bounds.length / 2)
            .map(i -> Range.machine(bounds[i], bounds[i + 1]))
            .toList();
    return Views.of(items, TEN_GIB, focus, 0, 900);
  }

  @Test
  void whatCanBeToldApartIsNotEnlarged() {
    List<List<View>> levels = views(Optional.empty(), 0, 1L << 30, 1L << 31, 3L << 30);
    assertThat(levels).hasSize(1);
    assertThat(levels.get(0).get(0).marks()).containsExactly(new Mark(0, 0), new Mark(1, 1));
  }

  @Test
  void oneTinyItemIsNotEnlarged() {
    assertThat(views(Optional.empty(), 0x1000, 0x2000)).hasSize(1);
  }

  @Test
  void aCrowdIsEnlargedWithWhatIsAroundIt() {
    List<List<View>> levels =
        views(Optional.empty(), 0x1000, 0x2000, 0x2000, 0x3000, 1L << 32, 1L << 33);
    assertThat(levels).hasSize(2);
    assertThat(levels.get(0).get(0).marks()).containsExactly(new Mark(0, 1), new Mark(2, 2));
    View below = levels.get(1).get(0);
    assertThat(below.scale().window()).isEqualTo(Range.machine(0, 0x4000));
    assertThat(below.marks()).containsExactly(new Mark(0, 0), new Mark(1, 1));
  }

  @Test
  void twoCrowdsAreSideBySide() {
    List<List<View>> levels =
        views(
            Optional.empty(),
            0x1000,
            0x2000,
            0x2000,
            0x3000,
            0x100000000L,
            0x100001000L,
            0x100001000L,
            0x100002000L);
    assertThat(levels.get(1)).hasSize(2);
    Scale left = levels.get(1).get(0).scale();
    Scale right = levels.get(1).get(1).scale();
    assertThat(left.left() + left.width()).isLessThan(right.left());
    assertThat(right.left() + right.width()).isLessThanOrEqualTo(900.001);
  }

  @Test
  void theFocusIsEnlargedAlthoughNothingIsCrowded() {
    List<List<View>> levels =
        views(Optional.of(Range.machine(1L << 30, 2L << 30)), 1L << 30, 3L << 29);
    assertThat(levels).hasSize(2);
    assertThat(levels.get(1).get(0).scale().window().contains(Range.machine(1L << 30, 2L << 30)))
        .isTrue();
  }

  static Stream<String> names() {
    return DrawnPlans.all().keySet().stream();
  }

  /** Whatever the plan: every item has a mark in every view that is responsible for it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void levelsAreFewAndMarksAscend(String name) {
    List<Range<MachineAddress>> items =
        DrawnPlans.all().get(name).segments().stream().map(Segment::memory).toList();
    Extent.of(DrawnPlans.all().get(name).memory(), items)
        .ifPresent(
            extent -> {
              List<List<View>> levels = Views.of(items, extent, Optional.empty(), 24, 912);
              assertThat(levels).hasSizeLessThanOrEqualTo(5);
              int next = 0;
              for (Mark mark : levels.get(0).get(0).marks()) {
                assertThat(mark.first()).isEqualTo(next);
                next = mark.last() + 1;
              }
              assertThat(next).isEqualTo(items.size());
            });
  }
}
