/** The available machines: services paired by name, ordered by ranking. */
@NullMarked
package kexec.core.internal.machine;

import org.jspecify.annotations.NullMarked;
