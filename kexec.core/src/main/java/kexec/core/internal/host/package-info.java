/** What kind of host this is, found out once and published for the backends to depend on. */
@NullMarked
package kexec.core.internal.host;

import org.jspecify.annotations.NullMarked;
