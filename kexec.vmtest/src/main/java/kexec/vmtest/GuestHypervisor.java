package kexec.vmtest;

import java.nio.file.Path;

/**
 * Xen, which is booted in a kernel's place and starts that kernel as its dom0.
 *
 * @param file Xen as an ELF file of 32 bits, which is not compressed: a Multiboot kernel
 * @param commandLine Xen's own command line
 */
public record GuestHypervisor(Path file, String commandLine) {}
