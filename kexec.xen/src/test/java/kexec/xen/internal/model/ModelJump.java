package kexec.xen.internal.model;

/** Thrown when the model hypervisor starts an image: it no longer runs. */
public final class ModelJump extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int type;

  ModelJump(int type) {
    super("started image " + type);
    this.type = type;
  }

  /**
   * Returns which image was started.
   *
   * @return its type's number
   */
  public int type() {
    return type;
  }
}
