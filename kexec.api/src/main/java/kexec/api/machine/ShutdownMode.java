package kexec.api.machine;

/** How the running system is shut down before a jump. */
public enum ShutdownMode {
  /** Services stopped, file systems unmounted: like a reboot of the running system. */
  ORDERLY,
  /** At once; only written data is flushed to the disks. */
  FORCED,
  /**
   * At once; what is not on the disks yet is lost, where the receiver leaves the running system.
   */
  UNFLUSHED
}
