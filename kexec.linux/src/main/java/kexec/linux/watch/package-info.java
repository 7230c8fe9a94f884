/**
 * Tells when the hardware changed that crash images describe. Linux announces that only by netlink,
 * to udev, and files in {@code /sys} cannot be watched, nor can a hypervisor; so it is looked at
 * again and again.
 */
@NullMarked
package kexec.linux.watch;

import org.jspecify.annotations.NullMarked;
