package kexec.core.internal.failure;

/**
 * A rule that was broken after a failure.
 *
 * @param kind the rule
 * @param where the run, the failures and the moment
 * @param what what was found
 */
public record Violation(Kind kind, String where, String what) {

  /** The rules. */
  public enum Kind {
    /** Every outcome is success or a refusal with a documented code. */
    UNDECLARED,
    /** The status tells what the receiver holds, or that it cannot be told. */
    UNTRUE_STATUS,
    /** The previous image is kept wherever the receiver's rules allow. */
    LOST_IMAGE,
    /** What is wanted stays wanted, and is loaded again. */
    LOST_WISH,
    /** The same operation succeeds once nothing fails any more. */
    NOT_REPEATABLE,
    /** Memory, descriptors and files are given back. */
    LEAK
  }

  @Override
  public String toString() {
    return kind + " " + where + ": " + what;
  }
}
