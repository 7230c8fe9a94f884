/** Notices changes of files, and looks after images in a thread of its own. */
@NullMarked
package kexec.images.internal.watch;

import org.jspecify.annotations.NullMarked;
