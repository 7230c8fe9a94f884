/**
 * The hypervisor as dom0's user space reaches it: hypercalls through the kernel's privileged
 * command device, memory that they can be pointed to, and the structures they take.
 */
@NullMarked
package kexec.xen.internal.hypercall;

import org.jspecify.annotations.NullMarked;
