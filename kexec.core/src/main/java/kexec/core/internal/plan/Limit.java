package kexec.core.internal.plan;

/**
 * Who limits where a segment may lie, in the order in which a user would rather change it. A
 * segment without a place is explained, and cured, by the limits without which it would have one.
 */
enum Limit {
  /** The user's {@code --mem-min} and {@code --mem-max}. */
  OPTIONS,
  /** The segment's own: what its kernel needs. */
  RULE,
  /** Memory that is reserved for a crash kernel, which is all a crash image has. */
  CRASH_REGION,
  /** The other segments of the image, which were placed before. */
  IMAGE,
  /** The receiver. */
  RECEIVER,
  /** The memory map. */
  MEMORY
}
