/** How much of a long work is done. */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.progress;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
