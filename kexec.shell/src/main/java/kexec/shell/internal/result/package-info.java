/** The results of the commands, independent of their output format. */
@NullMarked
package kexec.shell.internal.result;

import org.jspecify.annotations.NullMarked;
