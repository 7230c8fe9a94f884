/**
 * The project's own guests: virtual machines in which real kernels load and start real kernels. A
 * {@link kexec.vmtest.Guest} says what a machine consists of, {@link kexec.vmtest.GuestRunner} runs
 * it in QEMU's software emulation, and a {@link kexec.vmtest.GuestRun} is what came of it.
 */
@NullMarked
package kexec.vmtest;

import org.jspecify.annotations.NullMarked;
