/** EFI programs, and the kernels with their parts that are built into some. */
@NullMarked
package kexec.base.pe;

import org.jspecify.annotations.NullMarked;
