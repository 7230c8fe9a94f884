/** From a kernel file to a plan: recognise, lay out, place, build, digest, check. */
@NullMarked
package kexec.core.internal.plan;

import org.jspecify.annotations.NullMarked;
