/**
 * What the running kernel permits, and to whom.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux.security;

import org.jspecify.annotations.NullMarked;
