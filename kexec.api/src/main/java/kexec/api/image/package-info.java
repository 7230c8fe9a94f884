/** Images that are configured, and kept loaded without a user. */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.image;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
