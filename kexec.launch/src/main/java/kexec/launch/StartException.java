package kexec.launch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Nothing was started. Carries the reason in the same parts as every refusal. */
final class StartException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String attempted;
  private final String why;
  private final String cure;

  /**
   * Creates a refusal.
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
   * {@return the refusal for a start that failed half-way}
   *
   * @param thrown the cause
   */
  static StartException of(Throwable thrown) {
    String cure =
        "Try again when the machine has memory and room for temporary files to spare; if that does"
            + " not help, build jkexec anew.";
    return new StartException("start-failed", "starting", reason(thrown), cure);
  }

  private static String reason(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof IOException failure) {
        return reason(failure);
      }
      if (at instanceof OutOfMemoryError) {
        return "the Java platform has no more memory for it";
      }
    }
    return "jkexec has a fault of its own: " + thrown;
  }

  /**
   * {@return why a file operation failed, as a clause without Java class names}
   *
   * @param failure the exception
   */
  static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "this user may not make " + denied.getFile();
    }
    if (failure instanceof FileSystemException known) {
      String reason = known.getReason() == null ? "it cannot be used" : known.getReason();
      return known.getFile() + ": " + reason;
    }
    String message = failure.getMessage();
    return message == null ? "the system gave no reason" : message;
  }

  /** {@return the text for the user, in three lines: what, why with the code, and the cure} */
  String text() {
    return "jkexec: %s%n  why:  %s (%s)%n  cure: %s%n".formatted(attempted, why, code, cure);
  }
}
