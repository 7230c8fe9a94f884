/** Decides what is drawn where: windows of memory, scales, and labels that do not overlap. */
@NullMarked
package kexec.picture.internal.layout;

import org.jspecify.annotations.NullMarked;
