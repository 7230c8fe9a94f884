/** Output destinations, and whether they are terminals. */
@NullMarked
package kexec.shell.internal.terminal;

import org.jspecify.annotations.NullMarked;
