package kexec.api.machine;

/** How the running system is brought down before a jump. */
public enum ShutdownMode {
  /** Services stopped, file systems unmounted: as the running system does it when it reboots. */
  ORDERLY,
  /** At once, with no more than what was written flushed to the disks. */
  FORCED
}
