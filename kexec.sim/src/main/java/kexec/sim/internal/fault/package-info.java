/** Fault injection for simulated machines. */
@NullMarked
package kexec.sim.internal.fault;

import org.jspecify.annotations.NullMarked;
