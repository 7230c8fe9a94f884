/**
 * Tells when the hardware changed that crash images describe. Linux announces that only by netlink,
 * to udev, and files in {@code /sys} cannot be watched, nor can a hypervisor; so it is looked at
 * again and again.
 */
@Export
@Version("1.0.0")
@NullMarked
package kexec.linux.watch;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
