package kexec.api.memory;

/** The end of memory from which a hole is allocated. */
public enum Direction {
  /** The lowest hole that fits. */
  LOWEST,
  /** The highest hole that fits. */
  HIGHEST
}
