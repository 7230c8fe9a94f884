/** Content where the hypervisor takes it from: buffers of this process, or a list of its pages. */
@NullMarked
package kexec.xen.internal.staging;

import org.jspecify.annotations.NullMarked;
