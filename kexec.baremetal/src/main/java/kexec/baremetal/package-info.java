/**
 * The machine whose receiver is Linux's own kexec, on x86.
 *
 * <p>It is there only where the running system is Linux on x86_64 without a hypervisor's firmware
 * in between; everything is internal.
 */
@NullMarked
package kexec.baremetal;

import org.jspecify.annotations.NullMarked;
