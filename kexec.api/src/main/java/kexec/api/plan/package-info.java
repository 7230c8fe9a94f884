/**
 * The plan of one kexec: every segment, the entry state and the final command line, as immutable
 * values.
 *
 * <p>A plan is created without privileges and without touching the machine. Only {@link
 * kexec.api.plan.MappedFile} reads anything, and it never writes.
 */
@Export
@Version("2.1.0")
@NullMarked
package kexec.api.plan;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
