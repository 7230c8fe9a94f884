/**
 * What the firmware and the boot loader handed to the running kernel: the memory map, the boot
 * parameters, EFI. Parsers accept texts and bytes; readers use a {@link kexec.linux.LinuxRoot}.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux.firmware;

import org.jspecify.annotations.NullMarked;
