package kexec.xen.internal.model;

/** What becomes of the model hypervisor when it starts an image: it is gone. */
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
