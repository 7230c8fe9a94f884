package kexec.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Tests what is written to standard error. */
class StandardErrorProviderTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Logger log = logger("");

  private Logger logger(String level) {
    return new StandardErrorProvider(level, written)
        .getLoggerFactory()
        .getLogger("kexec.some.RecordStore");
  }

  private String told() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "plain, a record, a record",
    "letters of all locales, gr\u00fc\u6f22, gr\u00fc\u6f22",
    "escape, k\u001b[31mred, k\\x1b[31mred",
    "a command of the operating system, '\u001b]0;t\u0007', \\x1b]0;t\\x07",
    "C1, \u009b31m, \\x9b31m",
    "a feigned event, 'a\nERROR b\r', a\\x0aERROR b\\x0d",
    "right to left, \u202ea, \\x202ea",
    "line separator, a\u2028b, a\\x2028b",
    "a byte, gr\udcfc, gr\\xfc"
  })
  void anEventIsOneHarmlessLine(String what, String name, String shown) {
    log.warn("ignoring {}", name);

    assertThat(told()).as(what).isEqualTo("WARN RecordStore: ignoring " + shown + "\n");
  }

  @Test
  void eachCauseIsOneHarmlessLine() {
    log.warn("no", new IllegalStateException("a\u001b\nb", new IOException("c\u0007")));

    assertThat(told().lines())
        .hasSize(3)
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
        .anyMatch(line -> line.contains("IllegalStateException: a\\x1b\\x0ab"))
        .anyMatch(line -> line.contains("IOException: c\\x07"));
  }

  @Test
  void whatWasSaidIsNotSaidAgain() {
    for (int i = 0; i < 25; i++) {
      log.warn("ignoring {}", "one");
      log.warn("ignoring {}", "two");
    }
    assertThat(told())
        .isEqualTo("WARN RecordStore: ignoring one\nWARN RecordStore: ignoring two\n");
  }

  @Test
  void aMinuteLaterItIsNewsAgain() {
    RepeatFilter filter = new RepeatFilter();

    assertThat(filter.passes(Level.WARN, "said", 1_000)).isTrue();
    assertThat(filter.passes(Level.WARN, "said", 60_000)).isFalse();
    assertThat(filter.passes(Level.WARN, "said", 62_000)).isTrue();
  }

  /** Otherwise nothing would be told until the clock has come there once more. */
  @Test
  void aClockThatIsSetBackHidesNothing() {
    RepeatFilter filter = new RepeatFilter();

    assertThat(filter.passes(Level.WARN, "said", 10_000_000)).isTrue();
    assertThat(filter.passes(Level.WARN, "said", 1_000)).isTrue();
    assertThat(filter.passes(Level.WARN, "said", 2_000)).isFalse();
  }

  @Test
  void whatHappensTwiceIsToldTwice() {
    Logger fine = logger("info");
    fine.info("armed");
    fine.info("armed");
    assertThat(told()).isEqualTo("INFO RecordStore: armed\nINFO RecordStore: armed\n");
  }

  @ParameterizedTest(name = "level {0}")
  @CsvSource({
    "error, E",
    "warn, EW",
    "'', EW",
    "loud, EW",
    "INFO, EWI",
    "debug, EWID",
    "trace, EWIDT"
  })
  void theLevelDecides(String level, String shown) {
    Logger logger = logger(level);
    logger.error("e");
    logger.warn("w");
    logger.info("i");
    logger.debug("d");
    logger.trace("t");
    assertThat(told().lines().map(line -> line.substring(0, 1)).toList())
        .containsExactly(shown.split(""));
  }

  @Test
  void tracesAreWrittenOnlyForWhoeverLooksForAFault() {
    log.warn("no", new IllegalStateException());
    assertThat(told().lines()).hasSize(2);
    written.reset();
    logger("debug").warn("no", new IllegalStateException());
    assertThat(told().lines()).hasSizeGreaterThan(5);
  }

  @Test
  void causesThatFormACircleEnd() {
    IOException outer = new IOException("outer");
    outer.initCause(new IOException("inner", outer));
    log.warn("no", outer);
    assertThat(told().lines()).hasSize(3);
  }
}
