package kexec.launch;

/** Nothing was started, with the reason in the parts in which every refusal is told. */
final class StartException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String attempted;
  private final String why;
  private final String cure;

  /**
   * Makes a refusal.
   *
   * @param code a stable name in lower case with hyphens
   * @param attempted what was attempted
   * @param why why it failed
   * @param cure what the user can do about it
   */
  StartException(String code, String attempted, String why, String cure) {
    super(attempted + ": " + why);
    this.code = code;
    this.attempted = attempted;
    this.why = why;
    this.cure = cure;
  }

  /**
   * Returns what the user is shown.
   *
   * @return three lines: what, why with the code, and the cure
   */
  String text() {
    return "jkexec: %s%n  why:  %s (%s)%n  cure: %s%n".formatted(attempted, why, code, cure);
  }
}
