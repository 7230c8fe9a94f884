/** The variables of EFI that boot loaders exchange with the system. */
@NullMarked
package kexec.entries.internal.efi;

import org.jspecify.annotations.NullMarked;
