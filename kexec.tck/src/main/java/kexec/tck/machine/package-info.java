/**
 * The contract of machines: one abstract test class for each of a machine's two services.
 *
 * <p>A backend extends both in its own tests and creates its machine there.
 */
@Export
@Version("3.0.0")
@NullMarked
package kexec.tck.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
