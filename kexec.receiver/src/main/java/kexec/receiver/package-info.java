/**
 * Linux's own kexec as a receiver, and the memory of the machine that Linux runs on, for the
 * machines of every architecture.
 *
 * <p>A library: each bundle with such a machine contains a copy. What differs between architectures
 * is in {@link kexec.receiver.host.KexecArchitecture}.
 */
@NullMarked
package kexec.receiver;

import org.jspecify.annotations.NullMarked;
