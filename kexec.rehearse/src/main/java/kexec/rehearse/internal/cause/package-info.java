/** Decides from what was seen of a guest how far it came, and why no further. */
@NullMarked
package kexec.rehearse.internal.cause;

import org.jspecify.annotations.NullMarked;
