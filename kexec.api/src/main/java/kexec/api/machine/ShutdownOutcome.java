package kexec.api.machine;

/** What remains to be done after a shutdown request. */
public enum ShutdownOutcome {
  /** The system is down: the caller must jump. */
  READY,
  /** The system shuts down by itself and then jumps: nothing remains to be done. */
  UNDER_WAY
}
