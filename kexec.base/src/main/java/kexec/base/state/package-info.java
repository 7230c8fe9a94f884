/**
 * Directories in which a program keeps what is to outlive it: private to one user, read as if
 * anybody could have written to them, and replaced file by file.
 */
@Export
@Version("1.0.0")
@NullMarked
package kexec.base.state;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
