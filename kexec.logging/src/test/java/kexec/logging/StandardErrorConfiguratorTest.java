package kexec.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is written to standard error. */
class StandardErrorConfiguratorTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("kexec.some.RecordStore");

  @BeforeEach
  void configure() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    StandardErrorConfigurator configurator = new StandardErrorConfigurator();
    configurator.setContext(context);
    configurator.configure(context, written);
  }

  @AfterEach
  void putBack() {
    context.stop();
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
    Instant start = Instant.parse("2026-01-01T00:00:00Z");

    assertThat(filter.decide(at(start))).isEqualTo(FilterReply.NEUTRAL);
    assertThat(filter.decide(at(start.plusSeconds(59)))).isEqualTo(FilterReply.DENY);
    assertThat(filter.decide(at(start.plusSeconds(61)))).isEqualTo(FilterReply.NEUTRAL);
  }

  @Test
  void whatHappensTwiceIsToldTwice() {
    RepeatFilter filter = new RepeatFilter();
    Instant start = Instant.parse("2026-01-01T00:00:00Z");

    assertThat(filter.decide(at(start, Level.INFO))).isEqualTo(FilterReply.NEUTRAL);
    assertThat(filter.decide(at(start.plusSeconds(1), Level.INFO))).isEqualTo(FilterReply.NEUTRAL);
  }

  private LoggingEvent at(Instant when) {
    return at(when, Level.WARN);
  }

  private LoggingEvent at(Instant when, Level level) {
    LoggingEvent event = new LoggingEvent("x", log, level, "said", null, new Object[0]);
    event.setInstant(when);
    return event;
  }
}
