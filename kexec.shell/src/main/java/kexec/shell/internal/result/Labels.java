package kexec.shell.internal.result;

import java.util.Locale;
import kexec.api.fault.Severity;

/** Names in documents and texts for values that have no label of their own. */
public final class Labels {

  private Labels() {}

  /**
   * {@return a severity's name in lower case}
   *
   * @param severity the severity
   */
  public static String of(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return an unsigned number in hexadecimal, for example {@code 0x1000}}
   *
   * @param value the number
   */
  public static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
