package kexec.api.fault;

/** How grave a finding is. */
public enum Severity {
  /** Worth knowing; nothing is wrong. */
  INFO,
  /** The image may start, but not as its user expects. */
  WARNING,
  /** The image cannot start, or the receiver would refuse it: it is not loaded. */
  ERROR
}
