package kexec.sim.internal.store;

/** Says that an image's files are not what was written. */
final class BadManifestException extends Exception {

  private static final long serialVersionUID = 1L;

  BadManifestException(String problem) {
    super(problem);
  }

  BadManifestException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
