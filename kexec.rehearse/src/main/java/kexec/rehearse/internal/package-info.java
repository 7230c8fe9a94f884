/** The components of the bundle. */
@NullMarked
package kexec.rehearse.internal;

import org.jspecify.annotations.NullMarked;
