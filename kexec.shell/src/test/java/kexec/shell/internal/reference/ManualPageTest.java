package kexec.shell.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualPageTest {

  @TempDir Path directory;

  private final CommandLines commands = CommandLines.all();
  private final String page = new ManualPage(commands).text("1.2.3", "2026-01-01");

  private Path file() throws IOException {
    return Files.writeString(directory.resolve("jkexec.1"), page, StandardCharsets.US_ASCII);
  }

  @Test
  void mandocFindsNothingToSayAboutIt() throws IOException, InterruptedException {
    InstalledProgram mandoc = InstalledProgram.named("mandoc");
    assertThat(mandoc.run(directory, Map.of(), "-T", "lint", "-W", "style", file().toString()))
        .isEmpty();
  }

  /** As a reader sees it, in one long line for each paragraph. */
  @Test
  void itShowsEveryCommandAndEveryOption() throws IOException, InterruptedException {
    InstalledProgram mandoc = InstalledProgram.named("mandoc");
    String shown =
        mandoc
            .run(directory, Map.of(), "-T", "ascii", "-O", "width=1000", file().toString())
            .replaceAll(".\b", "");
    assertThat(shown).contains("JKEXEC(1)", "jkexec 1.2.3", "2026-01-01");
    for (Syntax command : commands.commands()) {
      assertThat(shown).contains("\n   " + command.command());
      for (Option option : command.options()) {
        String value = option.takesValue() ? "=" + option.label() : "";
        assertThat(shown)
            .containsPattern(
                "\n       \\Q" + String.join(", ", option.names()) + value + "\\E[\n ]");
      }
      for (String example : command.examples()) {
        assertThat(shown).contains("\n       jkexec " + example + "\n");
      }
    }
  }

  /** A line of roff that begins with a dot or an apostrophe is a command, a backslash an escape. */
  @Test
  void noTextBecomesACommand() {
    Roff roff = new Roff().text(".so /etc/passwd").text("'x \\n(.z").term(Roff.bold("-a"), "b");
    assertThat(roff).hasToString("\\&.so /etc/passwd\n\\&'x \\en(.z\n.TP\n\\fB\\-a\\fR\nb\n");
  }
}
