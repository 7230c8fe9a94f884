/** Keeps configured images loaded: what is to be done, and when. */
@NullMarked
package kexec.images.internal.keep;

import org.jspecify.annotations.NullMarked;
