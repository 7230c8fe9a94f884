/** Draws what was laid out as SVG. */
@NullMarked
package kexec.picture.internal.draw;

import org.jspecify.annotations.NullMarked;
