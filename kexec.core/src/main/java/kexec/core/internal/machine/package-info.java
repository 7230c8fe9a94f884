/** Which machines are present: services paired by name, in the order of their ranking. */
@NullMarked
package kexec.core.internal.machine;

import org.jspecify.annotations.NullMarked;
