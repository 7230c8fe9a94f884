package kexec.api.fault;

import java.io.Serializable;
import java.util.List;

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

  /**
   * {@return what a check finds; where it cannot be made, one warning that says why: there may be
   * something that nobody can tell}
   *
   * @param check the check
   */
  public static List<Finding> of(Attempt<List<Finding>> check) {
    try {
      return check.run();
    } catch (KexecException e) {
      Fault fault = e.fault();
      return List.of(warning(fault.code(), fault.attempted() + ": " + fault.cause(), fault.cure()));
    }
  }

  /** {@return whether this finding is an error, which prevents loading} */
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
