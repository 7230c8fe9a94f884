/** What each slot should hold and holds: loading, moving to a better machine, adopting, records. */
@NullMarked
package kexec.core.internal.slot;

import org.jspecify.annotations.NullMarked;
