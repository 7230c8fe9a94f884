package kexec.api.fault;

import java.io.Serializable;

/**
 * One thing that a check found.
 *
 * @param severity how grave it is
 * @param code a stable name in lower case with hyphens, for programs
 * @param message what is so, in a sentence with its numbers, for people
 * @param cure what the user can do; empty only for {@link Severity#INFO}
 */
public record Finding(Severity severity, String code, String message, String cure)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Returns a finding that forbids loading.
   *
   * @param code its stable name
   * @param message what is wrong
   * @param cure what to do
   * @return the finding
   */
  public static Finding error(String code, String message, String cure) {
    return new Finding(Severity.ERROR, code, message, cure);
  }

  /**
   * Returns a finding that warns.
   *
   * @param code its stable name
   * @param message what is so
   * @param cure what to do
   * @return the finding
   */
  public static Finding warning(String code, String message, String cure) {
    return new Finding(Severity.WARNING, code, message, cure);
  }

  /**
   * Returns a finding that only informs.
   *
   * @param code its stable name
   * @param message what is so
   * @return the finding
   */
  public static Finding info(String code, String message) {
    return new Finding(Severity.INFO, code, message, "");
  }

  /**
   * Tells whether this finding forbids loading.
   *
   * @return whether it is an error
   */
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
