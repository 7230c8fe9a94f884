/** Entries in a boot loader's own terms, and what becomes of them on this system. */
@NullMarked
package kexec.entries.internal.entry;

import org.jspecify.annotations.NullMarked;
