package kexec.signature.internal;

/** Thrown when a signature is not valid. Its message says why, as a clause. */
final class BrokenException extends Exception {

  private static final long serialVersionUID = 1L;

  BrokenException(String reason) {
    super(reason);
  }
}
