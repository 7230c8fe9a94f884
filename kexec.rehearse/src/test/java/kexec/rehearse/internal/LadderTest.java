package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.Test;

class LadderTest {

  private final List<Rung> told = new ArrayList<>();

  private final Ladder ladder =
      new Ladder(
          new RehearsalListener() {
            @Override
            public void reached(Rung rung, Duration after) {
              assertThat(after.isNegative()).isFalse();
              told.add(rung);
            }
          });

  @Test
  void nothingIsReachedAtFirst() {
    assertThat(ladder.highest()).isEqualTo(Rung.NONE);
    assertThat(ladder.times()).isEmpty();
    assertThat(ladder.has(Rung.NONE)).isFalse();
  }

  @Test
  void eachRungIsToldOnce() {
    for (Rung rung : List.of(Rung.JUMPED, Rung.ENTERED, Rung.JUMPED, Rung.INIT, Rung.VERSION)) {
      ladder.reach(rung);
    }
    assertThat(told).containsExactly(Rung.JUMPED, Rung.ENTERED, Rung.INIT, Rung.VERSION);
    assertThat(ladder.times().keySet())
        .containsExactly(Rung.JUMPED, Rung.ENTERED, Rung.VERSION, Rung.INIT);
    assertThat(ladder.highest()).isEqualTo(Rung.INIT);
    assertThat(ladder.has(Rung.INITRD)).isFalse();
  }

  @Test
  void timeIsCountedFromTheJump() {
    Duration before = ladder.elapsed();
    ladder.reach(Rung.JUMPED);
    assertThat(ladder.times().get(Rung.JUMPED)).isGreaterThanOrEqualTo(before);
    assertThat(ladder.elapsed()).isGreaterThanOrEqualTo(ladder.times().get(Rung.JUMPED));
  }
}
