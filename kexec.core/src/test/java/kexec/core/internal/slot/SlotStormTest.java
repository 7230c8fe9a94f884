package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Storms on the slots, replayed by their seeds; {@code -Dstorm.seeds=…} makes more of them. */
final class SlotStormTest {

  private static final int OPERATIONS = 100;

  @TempDir private Path directory;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("storm.seeds", 10));
  }

  private SlotStorm storm(long seed) {
    return new SlotStorm(seed, directory.resolve("records"));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyStatusIsTrueAndWhatIsWantedComesToBe(long seed) {
    storm(seed).run(OPERATIONS);
  }

  @Test
  void anImageThatIsUnloadedBeforeItsCopyIsLoadedIsFound() {
    SlotStorm storm = storm(1);
    storm.whilePlanning = storm::disarm;
    assertThatThrownBy(() -> storm.run(OPERATIONS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("armed nowhere during the upkeep");
  }

  @Test
  void anExceptionThatIsNotDeclaredIsFound() {
    SlotStorm storm = storm(1);
    storm.whilePlanning =
        () -> {
          throw new IllegalArgumentException("seeded");
        };
    assertThatThrownBy(() -> storm.run(OPERATIONS)).hasMessage("seeded");
  }
}
