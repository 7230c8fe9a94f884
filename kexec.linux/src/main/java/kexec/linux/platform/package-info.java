/**
 * What every receiver shares when one kernel follows another: what the running kernel passes on,
 * and what must stop before the jump.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux.platform;

import org.jspecify.annotations.NullMarked;
