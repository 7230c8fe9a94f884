/**
 * What is the same for every receiver when one kernel follows another: what the running one hands
 * on, and what has to stop before it is left.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux.platform;

import org.jspecify.annotations.NullMarked;
