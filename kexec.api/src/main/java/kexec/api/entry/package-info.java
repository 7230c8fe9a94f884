/** Boot entries: the kernels that this system's boot loader offers, with their arguments. */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.entry;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
