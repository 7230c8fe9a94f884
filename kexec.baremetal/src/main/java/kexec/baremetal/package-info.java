/**
 * The machine whose receiver is Linux's own kexec, on x86.
 *
 * <p>To come: {@code kexec_load} and {@code kexec_file_load}, the memory map of the running host,
 * and the crash region.
 *
 * <p>Today the bundle is empty: it registers no service, so nothing is loaded on a real machine.
 */
@NullMarked
package kexec.baremetal;

import org.jspecify.annotations.NullMarked;
