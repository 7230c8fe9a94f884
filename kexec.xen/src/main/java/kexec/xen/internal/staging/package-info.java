/** Content that the hypervisor can read: buffers of this process, or a list of its pages. */
@NullMarked
package kexec.xen.internal.staging;

import org.jspecify.annotations.NullMarked;
