/**
 * The system calls that load and start kernels, and those that staging needs.
 *
 * <p>{@link kexec.linux.sys.KexecCalls}, {@link kexec.linux.sys.MemoryCalls} and {@link
 * kexec.linux.sys.FileCalls} define the calls; {@link kexec.linux.sys.RunningLinux} provides the
 * real ones. A call that fails throws a {@link kexec.linux.sys.SystemCallException} that contains
 * the whole call. There is no policy here: no call is retried, and nothing is checked that the
 * kernel checks.
 *
 * <p>Everything in this package is thread-safe.
 */
@NullMarked
package kexec.linux.sys;

import org.jspecify.annotations.NullMarked;
