/** Kernel files that no entry names. */
@NullMarked
package kexec.entries.internal.kernels;

import org.jspecify.annotations.NullMarked;
