/** What the commands return, whoever prints it. */
@NullMarked
package kexec.shell.internal.result;

import org.jspecify.annotations.NullMarked;
