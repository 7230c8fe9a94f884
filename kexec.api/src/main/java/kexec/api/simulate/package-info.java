/** Simulated machines: created for one plan, used to execute it, and discarded. */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.simulate;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
