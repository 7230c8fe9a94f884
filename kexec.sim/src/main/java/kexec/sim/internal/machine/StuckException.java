package kexec.sim.internal.machine;

/** Thrown if the simulated processor cannot continue, with the reason. */
public final class StuckException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param problem the reason, with the address of the instruction if it has one
   */
  public StuckException(String problem) {
    super(problem);
  }
}
