/** Text output for people. */
@NullMarked
package kexec.shell.internal.text;

import org.jspecify.annotations.NullMarked;
