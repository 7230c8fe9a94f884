/**
 * Facts about the running system: its boot, its kernel and the kernel's configuration, its network.
 *
 * <p>Everything in this package is immutable or stateless, and thread-safe.
 */
@NullMarked
package kexec.linux.host;

import org.jspecify.annotations.NullMarked;
