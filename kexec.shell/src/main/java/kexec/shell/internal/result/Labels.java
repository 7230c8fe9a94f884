package kexec.shell.internal.result;

import java.util.Locale;
import kexec.api.fault.Severity;

/** The names that documents and texts use for values that have no label of their own. */
public final class Labels {

  private Labels() {}

  /**
   * Returns a severity's name.
   *
   * @param severity the severity
   * @return its name in lower case
   */
  public static String of(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns an unsigned number in hexadecimal.
   *
   * @param value the number
   * @return for example {@code 0x1000}
   */
  public static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
