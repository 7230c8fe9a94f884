/** The hypervisor as a receiver: images prepared, handed over, taken out, started. */
@NullMarked
package kexec.xen.internal.machine;

import org.jspecify.annotations.NullMarked;
