/**
 * What the running kernel permits, and to whom.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@Export
@Version("1.0.0")
@NullMarked
package kexec.linux.security;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
