/** The commands: each does its work, returns a value and knows how to show it. */
@NullMarked
package kexec.shell.internal.command;

import org.jspecify.annotations.NullMarked;
