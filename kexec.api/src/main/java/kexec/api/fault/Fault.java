package kexec.api.fault;

import java.io.Serializable;
import kexec.api.text.Printable;

/**
 * The complete description of a failed operation.
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
   * {@return the fault as one text: what was attempted, why it failed and the cure, in that order
   * and with separators; escaped by {@link Printable}, because logs and other programs print
   * exception messages}
   */
  @Override
  public String toString() {
    return Printable.of(attempted + ": " + cause + ". " + cure);
  }
}
