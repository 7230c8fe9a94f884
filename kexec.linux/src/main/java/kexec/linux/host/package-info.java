/**
 * What the running system is: its boot, its kernel, how that was built, its network.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@NullMarked
package kexec.linux.host;

import org.jspecify.annotations.NullMarked;
