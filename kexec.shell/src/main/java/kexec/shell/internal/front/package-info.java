/** The two front ends: the launcher's main thread and Gogo. */
@NullMarked
package kexec.shell.internal.front;

import org.jspecify.annotations.NullMarked;
