/**
 * The text formats of Linux: memory maps, kernel command lines, {@code /proc}. Reading is separate
 * from parsing, and there is no policy here.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux;

import org.jspecify.annotations.NullMarked;
