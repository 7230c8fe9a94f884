package kexec.sim.internal.memory;

/** The order in which the simulated allocator allocates pages. */
public enum AllocationMode {
  /** From the highest address below the limit downwards. */
  TOP_DOWN,
  /** From the lowest address upwards. */
  BOTTOM_UP,
  /** From anywhere, regardless of the limit, like an allocator without a zone for it. */
  FRAGMENTED,
  /** As fragmented, but first the pages that are the most work to use. */
  AWKWARD
}
