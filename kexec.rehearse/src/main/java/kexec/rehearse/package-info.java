/** Boots plans in an emulator, and writes them as one bootable file. */
@NullMarked
package kexec.rehearse;

import org.jspecify.annotations.NullMarked;
