/**
 * Rehearsals: the segments of a plan booted in an emulator before anybody jumps; and exports of a
 * plan as one bootable file.
 */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.rehearse;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
