/** The component of the bundle. */
@NullMarked
package kexec.entries.internal;

import org.jspecify.annotations.NullMarked;
