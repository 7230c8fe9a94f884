package kexec.api.fault;

/** The severity of a finding. */
public enum Severity {
  /** Informational; nothing is wrong. */
  INFO,
  /** The image may start, but not as the user expects. */
  WARNING,
  /** The image cannot start, or the receiver would reject it. It is not loaded. */
  ERROR
}
