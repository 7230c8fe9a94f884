package kexec.api.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

final class ProgressListenerTest {

  private static final long MIB = 1 << 20;

  private final List<Long> told = new ArrayList<>();

  private LongConsumer begin(long total) {
    ProgressListener listener =
        (step, done, whole) -> {
          assertThat(step).isEqualTo("reading");
          assertThat(whole).isEqualTo(total);
          told.add(done);
        };
    return listener.begin("reading", total);
  }

  @Test
  void theBeginningAndTheEndAreTold() {
    LongConsumer done = begin(3);
    done.accept(1);
    done.accept(0);
    done.accept(2);
    assertThat(told).containsExactly(0L, 3L);
  }

  @Test
  void betweenThemEachMebibyteIsTold() {
    LongConsumer done = begin(3 * MIB);
    for (int i = 0; i < 6; i++) {
      done.accept(MIB / 2);
    }
    assertThat(told).containsExactly(0L, MIB, 2 * MIB, 3 * MIB);
  }

  @Test
  void theEndIsToldOnceAndNothingBeyondIt() {
    LongConsumer done = begin(2 * MIB);
    done.accept(3 * MIB);
    done.accept(0);
    done.accept(MIB);
    assertThat(told).containsExactly(0L, 2 * MIB);
  }

  @Test
  void whatNeedsNothingIsNotTold() {
    begin(0).accept(5);
    assertThat(told).isEmpty();
  }

  @Test
  void aTotalOf64BitsIsUnsigned() {
    LongConsumer done = begin(-1);
    done.accept(Long.MAX_VALUE);
    done.accept(Long.MAX_VALUE);
    done.accept(Long.MAX_VALUE);
    assertThat(told).containsExactly(0L, Long.MAX_VALUE, -2L, -1L);
  }
}
