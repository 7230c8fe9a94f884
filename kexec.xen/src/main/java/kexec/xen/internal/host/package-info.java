/** Whether this is a dom0 whose hypervisor accepts images, and how to reach that hypervisor. */
@NullMarked
package kexec.xen.internal.host;

import org.jspecify.annotations.NullMarked;
