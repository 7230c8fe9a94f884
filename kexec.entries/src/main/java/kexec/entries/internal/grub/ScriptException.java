package kexec.entries.internal.grub;

/** Thrown where a script is not understood. */
final class ScriptException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param line the number of the line, from 1 on
   * @param cause what is wrong there, a clause
   */
  ScriptException(int line, String cause) {
    super("line " + line + ": " + cause);
  }
}
