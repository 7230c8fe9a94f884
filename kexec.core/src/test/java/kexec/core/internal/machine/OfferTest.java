package kexec.core.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OfferTest {

  @Test
  void theHigherRankingThenTheOlderServiceIsBetter() {
    Offer<?> highest = Offers.memory("m", 1, Integer.MAX_VALUE, 9);
    Offer<?> older = Offers.receiver("m", 1, 0, 1);
    Offer<?> younger = Offers.receiver("m", 1, 0, 2);
    Offer<?> lowest = Offers.memory("m", 1, Integer.MIN_VALUE, 0);

    assertThat(List.<Offer<?>>of(lowest, younger, older, highest).stream().sorted())
        .containsExactly(highest, older, younger, lowest);
  }
}
