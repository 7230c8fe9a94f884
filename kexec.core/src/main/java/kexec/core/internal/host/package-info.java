/** The kind of host, detected once and published for the backends to depend on. */
@NullMarked
package kexec.core.internal.host;

import org.jspecify.annotations.NullMarked;
