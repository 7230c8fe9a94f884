package kexec.api.fault;

import java.io.Serializable;

/**
 * One result of a check.
 *
 * @param severity how severe it is
 * @param code a stable name in lower case with hyphens, for programs
 * @param message the result as a sentence with its numbers, for people
 * @param cure what the user can do; empty only for {@link Severity#INFO}
 */
public record Finding(Severity severity, String code, String message, String cure)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * {@return a finding that prevents loading}
   *
   * @param code its stable name
   * @param message what is wrong
   * @param cure what to do
   */
  public static Finding error(String code, String message, String cure) {
    return new Finding(Severity.ERROR, code, message, cure);
  }

  /**
   * {@return a finding that is a warning}
   *
   * @param code its stable name
   * @param message the result of the check
   * @param cure what to do
   */
  public static Finding warning(String code, String message, String cure) {
    return new Finding(Severity.WARNING, code, message, cure);
  }

  /**
   * {@return a finding that is only informational}
   *
   * @param code its stable name
   * @param message the result of the check
   */
  public static Finding info(String code, String message) {
    return new Finding(Severity.INFO, code, message, "");
  }

  /** {@return whether this finding is an error, which prevents loading} */
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
