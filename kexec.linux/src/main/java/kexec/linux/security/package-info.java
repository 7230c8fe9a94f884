/**
 * What the running kernel permits, and to whom.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux.security;

import org.jspecify.annotations.NullMarked;
