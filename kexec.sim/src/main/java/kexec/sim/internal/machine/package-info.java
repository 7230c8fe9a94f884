/** The simulated receiver: takes images, and carries them out page by page. */
@NullMarked
package kexec.sim.internal.machine;

import org.jspecify.annotations.NullMarked;
