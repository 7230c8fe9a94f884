package kexec.sim.internal.x86;

/** Says that the simulated processor cannot go on, and why. */
final class StuckException extends Exception {

  private static final long serialVersionUID = 1L;

  StuckException(String problem) {
    super(problem);
  }
}
