/**
 * What the kernel shows of EFI, the firmware of most machines.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux.efi;

import org.jspecify.annotations.NullMarked;
