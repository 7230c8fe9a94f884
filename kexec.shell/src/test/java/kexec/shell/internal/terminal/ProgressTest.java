package kexec.shell.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The progress of work on many bytes, with a clock that the test sets. */
class ProgressTest {

  private static final String CLEAR = "\r\u001b[K";
  private static final long MILLISECOND = 1_000_000;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long now;

  private Progress progress(boolean terminal, Verbosity verbosity) {
    PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8);
    return new Progress(
        new Terminal(Writer.nullWriter(), err, false, terminal, 60), verbosity, () -> now);
  }

  private String taken() {
    String text = written.toString(StandardCharsets.UTF_8);
    written.reset();
    return text;
  }

  private void work(Progress progress, int percent, int milliseconds) {
    now = milliseconds * MILLISECOND;
    progress.progressed("digesting", percent, 100);
  }

  @Test
  void aBarIsShownOnceWorkTakesLong() {
    Progress progress = progress(true, Verbosity.NORMAL);
    progress.step("planning k");
    assertThat(taken()).isEqualTo(CLEAR + "planning k …");
    work(progress, 0, 1000);
    work(progress, 20, 1499);
    assertThat(taken()).isEmpty();
    work(progress, 50, 1500);
    assertThat(taken()).isEqualTo(CLEAR + "digesting [############............]  50 %");
    work(progress, 50, 1600);
    assertThat(taken()).isEmpty();
  }

  /** What follows may take long, too, and tell nothing. */
  @Test
  void afterTheWorkItsStepIsShownAgain() {
    Progress progress = progress(true, Verbosity.NORMAL);
    progress.step("planning k");
    work(progress, 0, 0);
    work(progress, 50, 600);
    taken();
    work(progress, 100, 1200);
    assertThat(taken()).endsWith(CLEAR + "planning k …");
    progress.close();
    assertThat(taken()).isEqualTo(CLEAR);
  }

  @Test
  void workThatFailsLeavesNoBar() {
    Progress progress = progress(true, Verbosity.NORMAL);
    work(progress, 0, 0);
    work(progress, 50, 600);
    assertThat(taken()).contains("50 %");
    progress.close();
    assertThat(taken()).isEqualTo(CLEAR);
  }

  @Test
  void eachPieceOfWorkIsWaitedForAnew() {
    Progress progress = progress(true, Verbosity.NORMAL);
    work(progress, 0, 0);
    work(progress, 100, 600);
    taken();
    work(progress, 0, 700);
    work(progress, 50, 1100);
    assertThat(taken()).isEmpty();
    now = 1500 * MILLISECOND;
    progress.progressed("comparing", 50, 100);
    assertThat(taken()).isEmpty();
  }

  @Test
  void aLogGetsALineForEachTenthOfLongWork() {
    Progress progress = progress(false, Verbosity.VERBOSE);
    progress.step("planning k");
    for (int percent = 0; percent <= 100; percent++) {
      work(progress, percent, percent * 20);
    }
    progress.close();
    assertThat(taken().lines())
        .containsExactly(
            "planning k",
            "digesting: 25 %",
            "digesting: 30 %",
            "digesting: 40 %",
            "digesting: 50 %",
            "digesting: 60 %",
            "digesting: 70 %",
            "digesting: 80 %",
            "digesting: 90 %",
            "digesting: 100 %");
  }

  @Test
  void aLogGetsNothingOfShortWork() {
    Progress progress = progress(false, Verbosity.VERBOSE);
    for (int percent = 0; percent <= 100; percent++) {
      work(progress, percent, percent * 4);
    }
    assertThat(taken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, QUIET", "false, QUIET", "false, NORMAL"})
  void otherwiseNothingIsTold(boolean terminal, Verbosity verbosity) {
    Progress progress = progress(terminal, verbosity);
    progress.step("planning k");
    work(progress, 0, 0);
    work(progress, 50, 5000);
    work(progress, 100, 9000);
    progress.close();
    assertThat(taken()).isEmpty();
  }

  @Test
  void bytesAreUnsigned() {
    Progress progress = progress(false, Verbosity.VERBOSE);
    progress.progressed("comparing", 0, -1);
    now = 1000 * MILLISECOND;
    progress.progressed("comparing", Long.MIN_VALUE, -1);
    progress.progressed("comparing", -1, -1);
    assertThat(taken().lines()).containsExactly("comparing: 50 %", "comparing: 100 %");
  }
}
