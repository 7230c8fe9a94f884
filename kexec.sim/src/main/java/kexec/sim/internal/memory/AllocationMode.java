package kexec.sim.internal.memory;

/** The order in which the simulated allocator returns pages. */
public enum AllocationMode {
  /** Downwards from the highest address below the limit. */
  TOP_DOWN,
  /** Upwards from the lowest address. */
  BOTTOM_UP,
  /** From anywhere, ignoring the limit, like an allocator without address constraints. */
  FRAGMENTED,
  /** As fragmented, but first the worst-case pages for the page list. */
  AWKWARD
}
