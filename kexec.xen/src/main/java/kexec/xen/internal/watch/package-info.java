/** Detects changes of the hardware that the hypervisor's crash images describe. */
@NullMarked
package kexec.xen.internal.watch;

import org.jspecify.annotations.NullMarked;
