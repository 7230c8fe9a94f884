/** Faults that a simulated machine makes on demand. */
@NullMarked
package kexec.sim.internal.fault;

import org.jspecify.annotations.NullMarked;
