/**
 * The machine whose receiver is the Xen hypervisor, driven from a paravirtualized dom0.
 *
 * <p>It is there only where the running system is such a dom0; elsewhere the bundle says why not.
 * Everything is internal.
 */
@NullMarked
package kexec.xen;

import org.jspecify.annotations.NullMarked;
