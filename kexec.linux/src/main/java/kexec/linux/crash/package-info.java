/**
 * What the running kernel tells of its images and of what it leaves when it crashes.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux.crash;

import org.jspecify.annotations.NullMarked;
