/** Which machine is emulated for a plan, and which plan is booted on it. */
@NullMarked
package kexec.rehearse.internal.machine;

import org.jspecify.annotations.NullMarked;
