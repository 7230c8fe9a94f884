/** The {@link kexec.api.Kexec} service and its bindings to dynamic services. */
@NullMarked
package kexec.core.internal;

import org.jspecify.annotations.NullMarked;
