/** The commands: each one does its work, returns a value and formats it. */
@NullMarked
package kexec.shell.internal.command;

import org.jspecify.annotations.NullMarked;
