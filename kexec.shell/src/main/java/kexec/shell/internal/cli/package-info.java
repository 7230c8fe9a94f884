/** The command line as a whole: words in, exit status out. */
@NullMarked
package kexec.shell.internal.cli;

import org.jspecify.annotations.NullMarked;
