/** Wanted and actual content of each slot: loads, moves to a better machine, adoption, records. */
@NullMarked
package kexec.core.internal.slot;

import org.jspecify.annotations.NullMarked;
