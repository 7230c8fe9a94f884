/** The components of the simulated machine. */
@NullMarked
package kexec.sim.internal;

import org.jspecify.annotations.NullMarked;
