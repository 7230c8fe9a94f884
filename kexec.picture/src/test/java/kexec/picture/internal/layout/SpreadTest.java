package kexec.picture.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kexec.picture.internal.layout.Spread.Label;
import org.junit.jupiter.api.Test;

class SpreadTest {

  private static Optional<List<Double>> spread(Label... labels) {
    return Spread.of(List.of(labels), 0, 100, 2);
  }

  @Test
  void whatHasRoomStaysWhereItWantsToBe() {
    assertThat(spread(new Label(20, 10), new Label(70, 10))).contains(List.of(20.0, 70.0));
  }

  @Test
  void whatWouldOverlapSharesTheWay() {
    assertThat(spread(new Label(50, 10), new Label(50, 10))).contains(List.of(44.0, 56.0));
  }

  @Test
  void nothingLeavesTheLine() {
    assertThat(spread(new Label(0, 10), new Label(1, 10))).contains(List.of(5.0, 17.0));
    assertThat(spread(new Label(100, 30))).contains(List.of(85.0));
  }

  @Test
  void whatDoesNotFitHasNoPlaces() {
    assertThat(spread(new Label(50, 60), new Label(50, 60))).isEmpty();
    assertThat(spread()).contains(List.of());
  }

  @Test
  void labelsKeepTheirOrderAndTheirDistance() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      List<Label> labels = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        labels.add(new Label(random.nextInt(101), 1 + random.nextInt(8)));
      }
      labels.sort(Comparator.comparingDouble(Label::anchor));
      Optional<List<Double>> places = Spread.of(labels, 0, 100, 2);
      double needed = labels.stream().mapToDouble(Label::width).sum() + 2 * (labels.size() - 1);
      assertThat(places.isPresent()).isEqualTo(needed <= 100);
      double free = -2;
      for (int i = 0; places.isPresent() && i < labels.size(); i++) {
        double half = labels.get(i).width() / 2;
        assertThat(places.get().get(i) - half).isGreaterThanOrEqualTo(free + 2 - 1e-9);
        free = places.get().get(i) + half;
      }
      assertThat(free).isLessThanOrEqualTo(100 + 1e-9);
    }
  }
}
