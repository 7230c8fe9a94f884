package kexec.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessWordsTest {

  private static final List<String> KEPT =
      List.of("java", "-Dd=/\udcfc", "-Dd=/other", "-jar", "x.jar", "plan", "gr\udcfce", "\u00e9");

  @Test
  void wordsEndWithANul() {
    byte[] bytes = "a\0\0\u00fc\0\u00ff\0".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(ProcessWords.words(bytes)).containsExactly("a", "", "\udcfc", "\udcff");
    assertThat(ProcessWords.words(new byte[0])).isEmpty();
  }

  @Test
  void theLastWordsAreTheArguments() {
    assertThat(ProcessWords.arguments(List.of("plan", "gr\ufffde", "\ufffd\ufffd"), KEPT))
        .containsExactly("plan", "gr\udcfce", "\u00e9");
    assertThat(ProcessWords.arguments(List.of("plan", "gr\u00fce", "\u00c3\u00a9"), KEPT))
        .as("in Latin-1's locale")
        .containsExactly("plan", "gr\udcfce", "\u00e9");
    assertThat(ProcessWords.arguments(List.of(), KEPT)).isEmpty();
  }

  /** Words from another source are not the process's arguments. */
  @Test
  void otherWordsAreLeftAsTheyAre() {
    List<String> others = List.of("plan", "kr\ufffde", "\ufffd\ufffd");

    assertThat(ProcessWords.arguments(others, KEPT)).isEqualTo(others);
    assertThat(ProcessWords.arguments(others, List.of("x"))).isEqualTo(others);
    assertThat(ProcessWords.arguments(others)).isEqualTo(others);
  }

  @Test
  void aPropertyIsFoundByItsName() {
    assertThat(ProcessWords.property("d", "/\ufffd", KEPT)).isEqualTo("/\udcfc");
    assertThat(ProcessWords.property("d", "/more\ufffd", KEPT)).isEqualTo("/more\ufffd");
    assertThat(ProcessWords.property("e", "/\ufffd", KEPT)).isEqualTo("/\ufffd");
    assertThat(ProcessWords.property("d", "/plain")).isEqualTo("/plain");
  }
}
