/** x86 specifics: an interpreter for entry stubs, and the parameters of a Linux kernel. */
@NullMarked
package kexec.sim.internal.x86;

import org.jspecify.annotations.NullMarked;
