package kexec.api.machine;

/** What is left to do after a shutdown was asked for. */
public enum ShutdownOutcome {
  /** The system is down: the jump is the caller's. */
  READY,
  /** The system goes down by itself and jumps at its end: nothing is left to do. */
  UNDER_WAY
}
