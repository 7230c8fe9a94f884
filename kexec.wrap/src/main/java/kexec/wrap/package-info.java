/** Takes kernels out of the files that wrap them, whatever their architecture. */
@Export
@Version("1.1.0")
@NullMarked
package kexec.wrap;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
