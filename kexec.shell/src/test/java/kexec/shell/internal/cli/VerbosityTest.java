package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.machine.ShutdownMode;
import kexec.api.progress.ProgressListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of every command, and those of kexec-tools that scripts use. */
class VerbosityTest {

  @TempDir private Path directory;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
  }

  @Test
  void quietWritesNothingButFailuresAndDocuments() {
    run.progress = true;
    assertThat(run.run("load", "k", "--quiet")).isZero();
    assertThat(run.out + run.err).isEmpty();
    assertThat(run.run("plan", "absent", "-q")).isEqualTo(1);
    assertThat(run.err).contains("file-absent");
    assertThat(run.run("status", "--exit-loaded", "-q")).isEqualTo(1);
    assertThat(run.out).isEmpty();
    run.run("status", "-q", "--json");
    assertThat(run.out).contains("jkexec.status/1");
  }

  @Test
  void verboseWritesProgressToALog() {
    run.run("plan", "k", "--verbose");
    assertThat(run.err).isEqualTo("planning k\n");
    run.progress = true;
    run.run("plan", "k", "--verbose");
    assertThat(run.err).startsWith("\r\u001b[K");
  }

  @Test
  void partsOfAStepAreLinesInALog() throws IOException {
    Path out = directory.resolve("out");
    run.run("plan", "k", "--segments-to=" + out, "--verbose");
    List<String> lines = run.err.lines().toList();
    assertThat(lines.get(0)).isEqualTo("planning k");
    assertThat(lines.get(1)).matches("writing .*/00-.*: 0 %");
    try (var files = Files.list(out)) {
      assertThat(lines).hasSize(1 + (int) files.count());
    }
  }

  @Test
  void aBarIsNarrowerThanTheTerminal() {
    run.progress = true;
    run.run("plan", "k", "--segments-to=" + directory.resolve("out"));
    assertThat(run.err.split("\r\u001b\\[K", -1)).allMatch(line -> line.length() < 40);
    assertThat(run.err).contains("  0 %");
  }

  /** A piece of work that is half done after longer than a bar is waited for. */
  private static void workLong(ProgressListener progress) {
    progress.progressed("digesting", 0, 100);
    try {
      Thread.sleep(600);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    progress.progressed("digesting", 50, 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan k",
        "plan k --json",
        "load k",
        "export k --output=out",
        "plan absent",
        "load absent"
      })
  void longWorkHasABarThatIsGoneBeforeTheResult(String words) {
    run.progress = true;
    run.kexec.work = VerbosityTest::workLong;
    run.run(words.split(" "));
    assertThat(run.err).contains("digesting [");
    assertThat(run.err.substring(run.err.lastIndexOf('[') - 1)).startsWith("\u001b[K");
    assertThat(run.out).doesNotContain("digesting");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan k -q", "plan k -q --json", "plan k", "plan absent"})
  void longWorkIsNotToldToThoseWhoDoNotWatch(String words) {
    run.progress = words.contains("-q");
    run.kexec.work = VerbosityTest::workLong;
    run.run(words.split(" "));
    assertThat(run.out + run.err).doesNotContain("digesting").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"load k -d", "-d -l k", "-ld k", "--debug --load k", "-p k --debug"})
  void debugTellsWhatWasLoadedWhere(String words) {
    assertThat(run.run(words.split(" "))).isZero();
    String loaded = run.out;
    assertThat(run.err).contains("segments", "entry");
    run.run(words.replaceAll("-ld", "-l").replaceAll("(-d|--debug) ?", "").strip().split(" "));
    assertThat(loaded).isEqualTo(run.out);
    assertThat(run.err).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "load k -q --verbose, 2",
    "load k -d --verbose, 2",
    "exec -f -y -x, 0",
    "-e -f -x -y, 0",
    "-e -fxy, 0",
    "-l k -x -y, 0",
    "-u -x, 0",
    "unload -x, 2",
  })
  void scriptsOptions(String words, int status) {
    run.run("load", "k");
    assertThat(run.run(words.split(" "))).as(run.err).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "exec, ORDERLY",
    "exec -y, ORDERLY",
    "exec --force, FORCED",
    "exec -f -x, FORCED",
    "-e -f, FORCED",
    "-e -f -y, UNFLUSHED",
    "exec --force --no-sync, UNFLUSHED",
  })
  void nothingIsFlushedOnlyByForceAndWish(String words, ShutdownMode mode) {
    run.run("load", "k");
    run.run(words.split(" "));
    assertThat(run.kexec.modes).containsExactly(mode);
  }

  @ParameterizedTest
  @CsvSource({
    "load k, ''",
    "load k -d, debug",
    "-ld k, debug",
    "plan k --verbose, info",
    "plan k -q, error",
    "plan k --append -d, ''",
    "plan k --append --debug, ''",
    "plan -- -d, ''",
    "-d --version, ''",
    "nonsense --debug, ''",
    "plan k --debug --nonsense, ''",
  })
  void theLogHasALevelBeforeTheCommandRuns(String words, String level) {
    assertThat(Volume.logLevel(List.of(words.split(" "))))
        .isEqualTo(level.isEmpty() ? Optional.empty() : Optional.of(level));
  }
}
