/** Where loaded images are kept: in memory, or in files that outlive the process. */
@NullMarked
package kexec.sim.internal.store;

import org.jspecify.annotations.NullMarked;
