/** Where output goes, and whether somebody is watching. */
@NullMarked
package kexec.shell.internal.terminal;

import org.jspecify.annotations.NullMarked;
