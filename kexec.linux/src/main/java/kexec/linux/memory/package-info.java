/**
 * How the running kernel maps its memory, and how much of it there is.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@Export
@Version("1.0.0")
@NullMarked
package kexec.linux.memory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
