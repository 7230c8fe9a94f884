package kexec.core.internal.plan;

/**
 * What limits where a segment may be placed, in the order in which a user would rather change it. A
 * segment that does not fit is explained, and cured, by the limits without which it would fit.
 */
enum Limit {
  /** The user's {@code --mem-min} and {@code --mem-max}. */
  OPTIONS,
  /** The segment's own rule: what its kernel needs. */
  RULE,
  /** Memory that is reserved for a crash kernel, the only memory for a crash image. */
  CRASH_REGION,
  /** The other segments of the image, which were placed before. */
  IMAGE,
  /** The receiver. */
  RECEIVER,
  /** The memory map. */
  MEMORY
}
