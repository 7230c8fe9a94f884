package kexec.shell.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion in a real zsh on a pseudo terminal. */
class ZshCompletionTest {

  private final InstalledProgram zsh = InstalledProgram.named("zsh");
  @TempDir Path directory;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(directory.resolve("_jkexec"), new ZshCompletion(CommandLines.all()).text());
    try (InputStream in = ZshCompletionTest.class.getResourceAsStream("complete.zsh")) {
      Files.copy(in, directory.resolve("complete.zsh"));
    }
    Path files = Files.createDirectories(directory.resolve("files"));
    Files.createDirectories(files.resolve("out"));
    Files.writeString(files.resolve("vmlinuz"), "");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a command              | re                         | rehearse
          an option              | plan --reu                 | --reuse-cmdline --reuseinitrd
          its value              | load --until=              | init kernel marker poweroff
          its value as a word    | rehearse --until i         | init
          a short option's value | plan -t mul                | multiboot multiboot2
          a file                 | plan --initrd=v            | vmlinuz
          a directory            | plan --segments-to=        | out
          a parameter            | plan v                     | vmlinuz
          given, again           | plan --initrd=a --ini      | --initrd
          given, not again       | plan --append=a --app      | ''
          given by another name  | plan --command-line=a --ap | ''
          excluded               | load -s --page             | ''
          an entry               | load --entry=debian-       | debian-6.1
          kexec-tools' operation | --unl                      | --unload
          kexec-tools' option    | -l vmlinuz --reuse-c       | --reuse-cmdline
          """)
  void itOffers(String what, String line, String offered) throws IOException, InterruptedException {
    String output =
        zsh.run(
            directory.resolve("files"),
            EntriesProgram.in(directory),
            "-f",
            "../complete.zsh",
            directory.toString(),
            "jkexec " + line);
    List<String> expected = offered.isEmpty() ? List.of() : List.of(offered.split(" ", -1));
    assertThat(output.lines().map(hit -> hit.replaceFirst("[=/]$", "")))
        .as(what)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
