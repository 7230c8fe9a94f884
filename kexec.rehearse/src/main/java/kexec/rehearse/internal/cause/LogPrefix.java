package kexec.rehearse.internal.cause;

import java.util.regex.Pattern;

/** What precedes a message of the kernel on a console: its level, time and caller. */
final class LogPrefix {

  private static final Pattern PREFIX =
      Pattern.compile("^(<\\d+>)?\\[ *\\d+\\.\\d+\\]( ?\\[ *[TC]\\d+\\])? ?");

  private LogPrefix() {}

  /** {@return the message alone, without blanks around it} */
  static String cut(String line) {
    return PREFIX.matcher(line).replaceFirst("").strip();
  }
}
