/**
 * What a machine provides: {@link kexec.api.machine.MemoryOps} answers what memory there is and
 * what addresses mean, {@link kexec.api.machine.MachineKexec} carries an image through its life.
 *
 * <p>Both are registered as services by one bundle, paired by the property {@code kexec.machine}
 * ({@link kexec.api.machine.MachineProperties}). A machine that lacks one of the two is not used.
 */
@Export
@Version("2.0.0")
@NullMarked
package kexec.api.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
