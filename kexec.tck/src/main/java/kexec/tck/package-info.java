/** Contract tests that every boot protocol and every machine inherits and passes. */
@NullMarked
package kexec.tck;

import org.jspecify.annotations.NullMarked;
