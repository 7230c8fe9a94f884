/**
 * Addresses, half-open ranges and memory maps, with their operations.
 *
 * <p>Each address space has its own type, so that a machine address cannot be passed where a
 * physical one is expected. Only a {@code MemoryOps} translates between them. Addresses are
 * unsigned 64-bit numbers in a {@code long}; sizes are bytes in a {@code long}. All types in this
 * package are immutable and thread-safe.
 */
@Export
@Version("2.1.0")
@NullMarked
package kexec.api.memory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
