package kexec.sim.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameMapTest {

  @ParameterizedTest(name = "among {0} frames")
  @ValueSource(ints = {1, 20, 500, 100_000})
  void doesWhatAHashMapDoes(int frames) {
    Random random = new Random(frames);
    FrameMap<String> map = new FrameMap<>();
    Map<Long, String> oracle = new HashMap<>();
    for (int i = 0; i < 60_000; i++) {
      long frame = random.nextInt(frames);
      if (random.nextInt(5) < 3) {
        map.put(frame, "v" + i);
        oracle.put(frame, "v" + i);
      } else {
        map.remove(frame);
        oracle.remove(frame);
      }
    }
    assertThat(map.size()).isEqualTo(oracle.size());
    for (long frame = 0; frame < frames; frame++) {
      assertThat(map.get(frame)).isEqualTo(oracle.get(frame));
      assertThat(map.contains(frame)).isEqualTo(oracle.containsKey(frame));
    }
  }

  @Test
  void hasNoFrameWhoseNumberCannotBe() {
    assertThat(new FrameMap<String>().contains(-1)).isFalse();
    assertThat(new FrameMap<String>().get(-1)).isNull();
  }
}
