/**
 * What the kernel shows of EFI, the firmware of most machines.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux.efi;

import org.jspecify.annotations.NullMarked;
