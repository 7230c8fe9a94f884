/** The differences between two plans. */
@NullMarked
package kexec.shell.internal.compare;

import org.jspecify.annotations.NullMarked;
