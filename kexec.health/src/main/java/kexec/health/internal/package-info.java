/** The health checks. */
@NullMarked
package kexec.health.internal;

import org.jspecify.annotations.NullMarked;
