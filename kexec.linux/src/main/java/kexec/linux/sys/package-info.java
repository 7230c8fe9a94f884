/**
 * The system calls by which a program loads and starts kernels, and those that staging needs.
 *
 * <p>{@link kexec.linux.sys.KexecCalls}, {@link kexec.linux.sys.MemoryCalls} and {@link
 * kexec.linux.sys.FileCalls} say what can be called; {@link kexec.linux.sys.RunningLinux} gives the
 * real ones. A call that fails throws a {@link kexec.linux.sys.SystemCallException}, which has the
 * whole call in it. There is no policy here: nothing is tried twice, and nothing is checked that
 * the kernel checks.
 *
 * <p>Everything in this package is safe for use by several threads.
 */
@NullMarked
package kexec.linux.sys;

import org.jspecify.annotations.NullMarked;
