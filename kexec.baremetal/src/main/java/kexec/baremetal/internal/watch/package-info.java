/** Detects changes of the hardware that the running Linux's crash images describe. */
@NullMarked
package kexec.baremetal.internal.watch;

import org.jspecify.annotations.NullMarked;
