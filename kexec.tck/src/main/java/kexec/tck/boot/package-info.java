/**
 * The contract of {@link kexec.api.boot.BootProtocol}, as tests that every protocol inherits: a new
 * protocol knows by them when it is done.
 */
@Export
@Version("1.0.0")
@NullMarked
package kexec.tck.boot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
