/**
 * Access to the hypervisor from dom0's user space: hypercalls through the kernel's privileged
 * command device, memory for their arguments, and their structures.
 */
@NullMarked
package kexec.xen.internal.hypercall;

import org.jspecify.annotations.NullMarked;
