/** The emulator as a process: its start and end, its monitor, its debugger port, its memory. */
@NullMarked
package kexec.rehearse.internal.emulator;

import org.jspecify.annotations.NullMarked;
