/** The memory of a guest. */
@NullMarked
package kexec.rehearse.internal.memory;

import org.jspecify.annotations.NullMarked;
