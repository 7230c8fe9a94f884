/**
 * Tells when processors or memory came or went. The kernel announces that only by netlink, to udev,
 * and files in {@code /sys} cannot be watched; so it is looked at again and again.
 */
@NullMarked
package kexec.baremetal.internal.watch;

import org.jspecify.annotations.NullMarked;
