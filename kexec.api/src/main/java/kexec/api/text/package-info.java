/**
 * Bytes of which nobody says what characters they are, as texts: command lines, file names, what a
 * kernel tells.
 */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
