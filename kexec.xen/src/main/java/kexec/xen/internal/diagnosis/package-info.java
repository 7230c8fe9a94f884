/** What a refused call of the hypervisor means, and what to do about it. */
@NullMarked
package kexec.xen.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
