package kexec.api.memory;

/** Thrown when two regions of one memory map share addresses, so that the map is invalid. */
public final class OverlapException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param lower the region that starts first
   * @param upper the region that starts within it
   */
  public OverlapException(MemoryRegion lower, MemoryRegion upper) {
    super("memory regions overlap: " + lower + " and " + upper);
  }
}
