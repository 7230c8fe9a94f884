/** How this bundle reads the kernel's files: bounded, and with faults that name the file. */
@NullMarked
package kexec.linux.internal;

import org.jspecify.annotations.NullMarked;
