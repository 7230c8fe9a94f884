/** The hypervisor as a receiver: preparing, loading, unloading and starting images. */
@NullMarked
package kexec.xen.internal.machine;

import org.jspecify.annotations.NullMarked;
