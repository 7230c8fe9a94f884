/**
 * What the firmware and the boot loader handed to the running kernel, as the kernel shows it: the
 * memory map, the boot parameters, EFI. Parsers take texts and bytes, a reader takes a {@link
 * kexec.linux.LinuxRoot}.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux.firmware;

import org.jspecify.annotations.NullMarked;
