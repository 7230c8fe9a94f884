/**
 * The machine whose receiver is the Xen hypervisor, driven from dom0.
 *
 * <p>To come: the kexec hypercall in both of its forms, the machine memory map, and the translation
 * between dom0's pseudo-physical frames and machine frames.
 *
 * <p>Today the bundle is empty: it registers no service, so under Xen nothing is loaded.
 */
@NullMarked
package kexec.xen;

import org.jspecify.annotations.NullMarked;
