/**
 * What the running kernel reports about its images and its own crash.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux.crash;

import org.jspecify.annotations.NullMarked;
