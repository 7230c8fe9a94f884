package kexec.xen.internal.hypercall;

import kexec.api.plan.Slot;

/** Which of the hypervisor's images is meant (Xen, xen/include/public/kexec.h, KEXEC_TYPE_*). */
public enum ImageType {
  /** {@code KEXEC_TYPE_DEFAULT}. */
  DEFAULT(0),
  /** {@code KEXEC_TYPE_CRASH}. */
  CRASH(1);

  private final int number;

  ImageType(int number) {
    this.number = number;
  }

  /**
   * Returns the type of a slot's image.
   *
   * @param slot the slot
   * @return its type
   */
  public static ImageType of(Slot slot) {
    return switch (slot) {
      case DEFAULT -> DEFAULT;
      case CRASH -> CRASH;
    };
  }

  /**
   * Returns the number.
   *
   * @return as the hypervisor has it
   */
  public int number() {
    return number;
  }
}
