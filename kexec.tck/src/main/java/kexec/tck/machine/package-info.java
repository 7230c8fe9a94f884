/**
 * What every machine must pass: one abstract test class for each of its two services.
 *
 * <p>A backend extends both in its own tests and fills in how its machine is made.
 */
@Export
@Version("2.0.0")
@NullMarked
package kexec.tck.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
