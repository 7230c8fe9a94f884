/**
 * GRUB's configuration: a subset of its script language, carried out without a machine. What only
 * the machine could tell is kept as not certain.
 */
@NullMarked
package kexec.entries.internal.grub;

import org.jspecify.annotations.NullMarked;
