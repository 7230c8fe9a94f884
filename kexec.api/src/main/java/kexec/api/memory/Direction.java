package kexec.api.memory;

/** From which end of the memory a hole is taken. */
public enum Direction {
  /** The lowest hole that fits. */
  LOWEST,
  /** The highest hole that fits. */
  HIGHEST
}
