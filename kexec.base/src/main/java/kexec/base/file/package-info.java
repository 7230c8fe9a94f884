/** The contents of segments as files. Everything here is stateless and thread-safe. */
@NullMarked
package kexec.base.file;

import org.jspecify.annotations.NullMarked;
