package kexec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every input that is made and every one that was kept, once more. */
class CorpusTest {

  private static final List<Path> CORPORA =
      Stream.of("src/test/resources/kexec/fuzz", System.getProperty("fuzz.corpus"))
          .filter(Objects::nonNull)
          .map(Path::of)
          .toList();

  static List<FuzzTarget> targets() {
    return FuzzTarget.ALL;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyInputIsAnsweredAsDeclared(FuzzTarget target) throws IOException {
    List<byte[]> inputs = new ArrayList<>(target.seeds().get());
    assertThat(inputs).as("inputs that are made").isNotEmpty();
    for (Path corpus : CORPORA) {
      Path directory = corpus.resolve(target.name());
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          for (Path file : files.sorted().toList()) {
            inputs.add(Files.readAllBytes(file));
          }
        }
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      byte[] input = inputs.get(i);
      try {
        target.target().accept(input);
      } catch (Throwable e) {
        throw new AssertionError("input %s of %s".formatted(i, target), e);
      }
    }
  }

  @Test
  void aFaultIsReported() {
    assertThatThrownBy(() -> SeededTarget.fuzzerTestOneInput(new byte[] {'K', 'X', 'E', 90, 0, 0}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
