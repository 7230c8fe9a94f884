/** Where configurations of images come from. */
@NullMarked
package kexec.images.internal.source;

import org.jspecify.annotations.NullMarked;
