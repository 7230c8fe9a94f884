/**
 * What Linux tells and takes: system calls, {@code /proc} and {@code /sys}. Reading is kept apart
 * from parsing, and there is no policy here.
 */
@NullMarked
package kexec.linux;

import org.jspecify.annotations.NullMarked;
