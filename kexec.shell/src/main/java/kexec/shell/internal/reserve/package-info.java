/** How much memory to reserve for a crash kernel, and where to say so. */
@NullMarked
package kexec.shell.internal.reserve;

import org.jspecify.annotations.NullMarked;
