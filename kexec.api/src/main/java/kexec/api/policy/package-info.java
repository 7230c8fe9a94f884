/** The verification of signatures for a policy on what may be loaded. */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
