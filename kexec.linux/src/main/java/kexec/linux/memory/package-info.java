/**
 * How the running kernel maps its memory, and how much of it there is.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux.memory;

import org.jspecify.annotations.NullMarked;
