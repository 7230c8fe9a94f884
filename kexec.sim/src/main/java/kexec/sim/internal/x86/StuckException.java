package kexec.sim.internal.x86;

/** Thrown if the simulated processor cannot continue, with the reason. */
final class StuckException extends Exception {

  private static final long serialVersionUID = 1L;

  StuckException(String problem) {
    super(problem);
  }
}
