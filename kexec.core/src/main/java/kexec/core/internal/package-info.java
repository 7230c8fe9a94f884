/** The {@link kexec.api.Kexec} service, and how it is wired to the services that come and go. */
@NullMarked
package kexec.core.internal;

import org.jspecify.annotations.NullMarked;
