/** Whether this is a dom0 whose hypervisor takes images, and how that hypervisor is reached. */
@NullMarked
package kexec.xen.internal.host;

import org.jspecify.annotations.NullMarked;
