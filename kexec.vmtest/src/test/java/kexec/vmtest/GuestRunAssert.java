package kexec.vmtest;

import java.time.Duration;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a guest's run; every failure shows the ends of both consoles. */
final class GuestRunAssert extends AbstractAssert<GuestRunAssert, GuestRun> {

  private GuestRunAssert(GuestRun run) {
    super(run, GuestRunAssert.class);
  }

  static GuestRunAssert assertThat(GuestRun run) {
    return new GuestRunAssert(run);
  }

  /** The guest powered off, as its init does at the end. */
  GuestRunAssert poweredOff() {
    if (actual.outcome() != GuestRun.Outcome.ENDED || actual.exit() != 0) {
      fail("ended with " + actual.outcome() + " and exit status " + actual.exit());
    }
    return this;
  }

  /** A line of the script, or of init, contains the text. */
  GuestRunAssert said(String text) {
    return has(actual.script(), text);
  }

  /** No line of the script contains the text. */
  GuestRunAssert neverSaid(String text) {
    actual.script().first(text).ifPresent(line -> fail("has the line\n" + line));
    return this;
  }

  /** A line of the script matches the expression as a whole. */
  GuestRunAssert saidLine(String expression) {
    Pattern pattern = Pattern.compile(expression);
    if (actual.script().lines().stream().noneMatch(l -> pattern.matcher(l.text()).matches())) {
      fail("has no line that matches '" + expression + "'");
    }
    return this;
  }

  /**
   * A crash kernel started, and makedumpfile read the messages and filtered the pages of the
   * crashed kernel of Debian's 6.1 in it.
   */
  GuestRunAssert readTheOldMemory() {
    return said("guest: init reached, crash kernel mark=second")
        .saidLine("OSRELEASE=6\\.1\\..*")
        .said("makedumpfile: status 0")
        .said("pages: status 0")
        .said("sysrq: Trigger a crash");
  }

  /** A line of a kernel contains the text. */
  GuestRunAssert printed(String text) {
    return has(actual.kernel(), text);
  }

  /** The whole run took less than that. */
  GuestRunAssert within(Duration limit) {
    if (actual.duration().compareTo(limit) >= 0) {
      fail("took " + actual.duration() + ", which is more than " + limit);
    }
    return this;
  }

  private GuestRunAssert has(Console console, String text) {
    if (console.first(text).isEmpty()) {
      fail("has no line with '" + text + "' on its " + console);
    }
    return this;
  }

  private void fail(String what) {
    failWithMessage(
        "guest %s %s%n%s%n%s", actual.name(), what, actual.kernel().tail(), actual.script().tail());
  }
}
