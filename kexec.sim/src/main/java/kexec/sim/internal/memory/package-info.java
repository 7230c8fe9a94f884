/** Simulated memory: sparse, of any size, and its page allocator. */
@NullMarked
package kexec.sim.internal.memory;

import org.jspecify.annotations.NullMarked;
