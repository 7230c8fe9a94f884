/** The command line and the Gogo commands. */
@NullMarked
package kexec.shell;

import org.jspecify.annotations.NullMarked;
