/**
 * The two services of a machine: {@link kexec.api.machine.MemoryOps} reports memory and translates
 * addresses, {@link kexec.api.machine.MachineKexec} manages the lifecycle of an image.
 *
 * <p>Both are registered by one bundle, and paired by the property {@code kexec.machine} ({@link
 * kexec.api.machine.MachineService}). A machine that lacks one of the two is not used.
 */
@Export
@Version("3.1.0")
@NullMarked
package kexec.api.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
