package kexec.shell.internal.terminal;

/** How much is told besides failures. */
public enum Verbosity {
  /** Nothing. */
  QUIET,
  /** The result, and progress where somebody watches it. */
  NORMAL,
  /** Progress everywhere. */
  VERBOSE
}
