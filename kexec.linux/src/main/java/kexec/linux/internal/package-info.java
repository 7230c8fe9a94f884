/** Bounded reading of the kernel's files, with faults that name the file. */
@NullMarked
package kexec.linux.internal;

import org.jspecify.annotations.NullMarked;
