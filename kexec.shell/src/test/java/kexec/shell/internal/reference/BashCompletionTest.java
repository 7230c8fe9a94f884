package kexec.shell.internal.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion in a real bash. */
class BashCompletionTest {

  /** What separates words for readline, as bash sets it. */
  private static final String BREAKS = " \t\n\"'><=;|&(:";

  private final InstalledProgram bash = InstalledProgram.named("bash");
  @TempDir Path directory;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(
        directory.resolve("jkexec.bash"), new BashCompletion(CommandLines.all()).text());
    try (InputStream in = BashCompletionTest.class.getResourceAsStream("complete.bash")) {
      Files.copy(in, directory.resolve("complete.bash"));
    }
    Path files = Files.createDirectories(directory.resolve("files"));
    Files.createDirectories(files.resolve("out"));
    Files.writeString(files.resolve("vmlinuz"), "");
    Files.writeString(files.resolve("initrd of mine"), "");
  }

  private List<String> complete(String breaks, List<String> words)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of("--norc", "../complete.bash", "../jkexec.bash", breaks));
    all.addAll(words);
    return bash.run(directory.resolve("files"), environment, all.toArray(String[]::new))
        .lines()
        .toList();
  }

  private List<String> candidates(String... words) throws IOException, InterruptedException {
    List<String> lines = complete(BREAKS, List.of(words));
    return lines.subList(0, lines.size() - 1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a command              | re                              | rehearse
          commands               | cr                              | crashkernel crashsize
          an option              | plan --mem-m                    | --mem-min= --mem-max=
          its value              | load --until =                  | kernel init marker poweroff
          a part of its value    | rehearse --until = ma           | marker
          its value as a word    | rehearse --until i              | init
          a short option's value | plan -t mul                     | multiboot2 multiboot
          a file                 | plan --initrd = vm              | vmlinuz
          a directory            | plan --segments-to = ''         | out
          a parameter            | plan vm                         | vmlinuz
          no second parameter    | inspect vmlinuz --h             | --help
          a second one           | compare vmlinuz vm              | vmlinuz
          given, again           | plan --initrd = a --ini         | --initrd=
          given, not again       | plan --append = a --app         | ''
          given by another name  | plan --command-line = a --app   | ''
          a value like an option | plan --append --json --js       | --json
          kexec-tools' operation | --lo                            | --load --load-panic
          kexec-tools' option    | -l vmlinuz --reuse-c            | --reuse-cmdline
          kexec-tools' value     | -p vmlinuz -t bz                | bzImage
          any text               | plan --append = ''              | ''
          no such command        | frobnicate ''                   | ''
          """)
  void itOffers(String what, String line, String offered) throws IOException, InterruptedException {
    String[] words = line.replace("''", "\0").split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("\0", "");
    }
    List<String> expected = offered.isEmpty() ? List.of() : List.of(offered.split(" ", -1));
    assertThat(candidates(words)).as(what).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void entriesAreThoseOfTheSystem() throws IOException, InterruptedException {
    assertThat(candidates("plan", "--entry", "=", "")).containsExactly("default");
    environment = EntriesProgram.in(directory);
    assertThat(candidates("plan", "--entry", "=", "de"))
        .containsExactly("default", "debian-6.1", "debian\\ rescue");
    assertThat(candidates("plan", "--entry", "=", "a")).isEmpty();
  }

  @Test
  void fileNamesAreWholeAndReadlineQuotesThem() throws IOException, InterruptedException {
    assertThat(complete(BREAKS, List.of("plan", "--initrd", "=", "ini")))
        .containsExactly("initrd of mine", "settings: -o filenames");
  }

  @Test
  void noSpaceFollowsAnEqualsSign() throws IOException, InterruptedException {
    assertThat(complete(BREAKS, List.of("plan", "--dt")))
        .containsExactly("--dtb=", "settings: +o default +o bashdefault -o nospace");
  }

  /** Some users take the equals sign out of what separates words. */
  @Test
  void wordsMayContainEqualsSigns() throws IOException, InterruptedException {
    assertThat(complete(" ", List.of("load", "--until=k")))
        .containsExactly("--until=kernel", "settings:");
  }
}
