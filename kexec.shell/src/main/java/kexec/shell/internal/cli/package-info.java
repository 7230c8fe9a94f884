/** The command line as a whole: from arguments to an exit status. */
@NullMarked
package kexec.shell.internal.cli;

import org.jspecify.annotations.NullMarked;
