package kexec.rehearse.internal.cause;

/** How a guest that missed its goal ended. */
public enum GuestEnding {
  /** It still ran, or stood still, when its time was over. */
  TIMEOUT,
  /** It reset the machine: it restarted, or three exceptions followed each other. */
  RESET,
  /** It switched the machine off. */
  POWER_OFF,
  /** It told the machine that it has panicked. */
  PANIC,
  /** The emulator ended without being asked to. */
  EMULATOR_DIED
}
