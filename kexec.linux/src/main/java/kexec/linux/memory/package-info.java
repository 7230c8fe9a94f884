/**
 * The memory mappings of the running kernel, and the amounts of memory.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux.memory;

import org.jspecify.annotations.NullMarked;
