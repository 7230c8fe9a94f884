package kexec.api.fault;

import java.io.Serializable;
import kexec.api.text.Printable;

/**
 * The whole of a failed operation.
 *
 * @param code a stable name in lower case with hyphens, for programs
 * @param attempted what was attempted, with its arguments
 * @param cause why it failed
 * @param cure what the user can do about it
 */
public record Fault(String code, String attempted, String cause, String cure)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Returns the fault in one text.
   *
   * @return what, why and the cure, separated so that a person reads them in that order; made
   *     printable, for logs and whoever else shows an exception
   */
  @Override
  public String toString() {
    return Printable.of(attempted + ": " + cause + ". " + cure);
  }
}
