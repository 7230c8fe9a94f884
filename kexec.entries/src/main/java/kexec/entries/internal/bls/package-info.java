/** Entries of the Boot Loader Specification, and systemd-boot's choice among them. */
@NullMarked
package kexec.entries.internal.bls;

import org.jspecify.annotations.NullMarked;
