/**
 * Addresses, half-open ranges and memory maps: values and their algebra.
 *
 * <p>Every address space is a type of its own, so that a machine address cannot be passed where a
 * physical one is wanted; only a {@code MemoryOps} translates between them. Addresses are unsigned
 * 64-bit numbers carried in a {@code long}; sizes are bytes in a {@code long}. All types here are
 * immutable and safe for use by several threads.
 */
@Export
@Version("2.0.0")
@NullMarked
package kexec.api.memory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
