package kexec.shell.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import kexec.shell.internal.cli.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> KNOWN =
      List.of("-p", "--append", "--initrd", "--reuse-cmdline", "--reuseinitrd", "init", "marker");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "missing, --apend, --append",
    "superfluous, --appendd, --append",
    "wrong, --appemd, --append",
    "exchanged, --initdr, --initrd",
    "a short word, inti, init",
    "abbreviated, --reuse-c, --reuse-cmdline",
    "abbreviated much, --app, --append",
    "only dashes, --, ''",
    "another word, frobnicate, ''",
    "another option, --json, ''",
    "one letter, -q, ''",
  })
  void theNearestWordIsSuggested(String what, String word, String expected) {
    assertThat(Suggestion.after(word, KNOWN))
        .as(what)
        .isEqualTo(expected.isEmpty() ? "" : "; did you mean " + expected + "?");
  }

  @Test
  void aLongWordIsNotCompared() {
    assertThat(Suggestion.after("--append".repeat(10), List.of("--append".repeat(10)))).isEmpty();
  }

  @Test
  void unknownOptionsCommandsAndValuesAreAnsweredSo() {
    Syntax load = Commands.syntax("load");
    assertThatThrownBy(() -> Arguments.parse(load, List.of("k", "--apend=quiet")))
        .hasMessage("'--apend=quiet' is no option of this command; did you mean --append?");
    assertThatThrownBy(() -> Words.invocation(List.of("laod", "k"), Set.of("load", "plan")))
        .hasMessageEndingWith("--print-ckr-size; did you mean load?");
    assertThatThrownBy(
            () ->
                new RehearsalOptions(
                    Arguments.parse(load, List.of("k", "--rehearse", "--until=kernal"))))
        .hasMessageEndingWith("kernel|init|marker|poweroff; did you mean kernel?");
  }
}
