/**
 * What the boot protocols of all architectures have in common: ELF files, the kernel's version, its
 * command line, the initial RAM disk.
 */
@NullMarked
package kexec.base.kernel;

import org.jspecify.annotations.NullMarked;
