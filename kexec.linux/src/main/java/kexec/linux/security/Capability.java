package kexec.linux.security;

/** The capabilities that matter here (Linux, include/uapi/linux/capability.h). */
public enum Capability {
  /** To lock memory beyond the limit. */
  CAP_IPC_LOCK(14),
  /** To read {@code /proc/kcore} and other views of raw memory. */
  CAP_SYS_RAWIO(17),
  /** To see physical addresses, and much else. */
  CAP_SYS_ADMIN(21),
  /** To load images and to restart the machine. */
  CAP_SYS_BOOT(22);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /**
   * {@return whether this capability is in a set}
   *
   * @param set the set, one bit for each capability
   */
  boolean isIn(long set) {
    return (set >>> bit & 1) != 0;
  }
}
