/** Command-line arguments as values. */
@NullMarked
package kexec.shell.internal.args;

import org.jspecify.annotations.NullMarked;
