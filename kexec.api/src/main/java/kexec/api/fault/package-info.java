/**
 * Error descriptions: the findings of checks, and the exceptions that report a failed operation.
 */
@Export
@Version("2.0.0")
@NullMarked
package kexec.api.fault;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
