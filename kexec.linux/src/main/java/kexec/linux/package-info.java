/**
 * What Linux tells and takes: memory maps, kernel command lines, {@code /proc}. Reading is kept
 * apart from parsing, and there is no policy here.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux;

import org.jspecify.annotations.NullMarked;
