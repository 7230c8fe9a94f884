package kexec.xen.internal.hypercall;

import kexec.api.plan.Slot;

/** The hypervisor's image types (Xen, xen/include/public/kexec.h, KEXEC_TYPE_*). */
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
   * {@return the image type of a slot}
   *
   * @param slot the slot
   */
  public static ImageType of(Slot slot) {
    return switch (slot) {
      case DEFAULT -> DEFAULT;
      case CRASH -> CRASH;
    };
  }

  /** {@return the hypervisor's number} */
  public int number() {
    return number;
  }
}
