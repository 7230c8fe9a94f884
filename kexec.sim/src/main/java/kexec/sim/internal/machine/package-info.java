/** The simulated receiver: loads images, and executes them page by page. */
@NullMarked
package kexec.sim.internal.machine;

import org.jspecify.annotations.NullMarked;
