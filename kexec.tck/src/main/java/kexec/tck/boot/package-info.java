/**
 * The contract of {@link kexec.api.boot.BootProtocol}, as tests that every protocol inherits: a new
 * protocol is complete when it passes them.
 */
@Export
@Version("2.0.0")
@NullMarked
package kexec.tck.boot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
