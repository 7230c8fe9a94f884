package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import kexec.api.fault.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {

  @TempDir private Path directory;
  private Run run;

  @BeforeEach
  void start() {
    run = new Run(directory);
  }

  @Test
  void nothingKnownPreventsALoad() {
    assertThat(run.run("explain")).isZero();
    assertThat(run.out)
        .isEqualTo(
            """
            what was looked at besides
              the machine is there

            nothing known prevents a load into the default slot
            """);
  }

  @Test
  void problemsComeFirstWithTheirCures() {
    run.kexec.obstacles =
        List.of(
            Finding.info("fine", "this is \u001b[31mfine"),
            Finding.warning("perhaps", "it may hang", "Watch it."),
            Finding.error("shut", "it is shut", "Open it."));
    assertThat(run.run("explain", "-p", "--machine=linux")).isEqualTo(1);
    assertThat(run.out)
        .isEqualTo(
            """
            what prevents a load
              error    it is shut (shut)
                       Open it.

            what may go wrong
              warning  it may hang (perhaps)
                       Watch it.

            what was looked at besides
              this is \\x1b[31mfine

            a load into the crash slot would fail: 1 reason
            """);
    assertThat(run.kexec.requests).isEmpty();
  }

  @Test
  void aKernelIsPlannedToo() {
    assertThat(run.run("explain", "k", "--append=ro")).isZero();
    assertThat(run.kexec.requests).hasSize(1);
    assertThat(run.out).endsWith("nothing known prevents loading k into the default slot\n");

    assertThat(run.run("explain", "refused", "--json")).isEqualTo(1);
    assertThat(run.json().get("schema").getAsString()).isEqualTo("jkexec.explanation/1");
    assertThat(run.json().get("succeeds").getAsBoolean()).isFalse();
    assertThat(run.json().get("kernel").getAsString()).isEqualTo("refused");
    assertThat(run.json().getAsJsonArray("findings")).hasSize(4);

    assertThat(run.run("explain", "absent")).isEqualTo(1);
    assertThat(run.out).contains("there is no such file (file-absent)");
  }

  /** A plan may be made of it, but it would not be loaded. */
  @Test
  void whatAPolicyDoesNotAllowPreventsALoad() {
    assertThat(run.run("plan", "unsigned")).isZero();
    assertThat(run.run("explain", "unsigned")).isEqualTo(1);
    assertThat(run.out).contains("error    the policy does not allow it", "would fail: 1 reason");
  }

  @Test
  void whatThePlanRepeatsIsToldOnce() {
    run.kexec.obstacles =
        List.of(Finding.error("no-room", "there is no room at all", "Make some."));
    assertThat(run.run("explain", "refused")).isEqualTo(1);
    assertThat(run.out)
        .contains("there is no room at all (no-room)", "would fail: 2 reasons")
        .doesNotContain("there is no room (no-room)");
  }

  @Test
  void optionsOfAnImageNeedAKernel() {
    assertThat(run.run("explain", "--append=ro")).isEqualTo(2);
    assertThat(run.err).contains("--command-line is for a kernel: name one");
    assertThat(run.run("explain", "k", "--memory-map=m")).isEqualTo(2);
  }
}
