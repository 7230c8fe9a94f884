/**
 * Detects changes of the hardware that crash images describe. Linux announces them only by netlink,
 * to udev; files in {@code /sys} cannot be watched, nor can a hypervisor. The hardware is therefore
 * polled.
 */
@NullMarked
package kexec.linux.watch;

import org.jspecify.annotations.NullMarked;
