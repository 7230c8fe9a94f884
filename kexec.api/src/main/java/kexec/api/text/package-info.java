/** Conversion of bytes in an unknown encoding to text: command lines, file names, kernel output. */
@Export
@Version("1.0.0")
@NullMarked
package kexec.api.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
