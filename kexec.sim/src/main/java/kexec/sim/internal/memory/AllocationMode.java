package kexec.sim.internal.memory;

/** In what order the simulated allocator hands out pages. */
public enum AllocationMode {
  /** From the highest address below the limit downwards. */
  TOP_DOWN,
  /** From the lowest address upwards. */
  BOTTOM_UP,
  /** From anywhere, the limit ignored, as an allocator does that cannot aim. */
  FRAGMENTED,
  /** As fragmented, but first the pages that are the most work to use. */
  AWKWARD
}
