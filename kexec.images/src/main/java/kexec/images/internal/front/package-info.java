/** Configured images in a framework: Configuration Admin, and the services that are used. */
@NullMarked
package kexec.images.internal.front;

import org.jspecify.annotations.NullMarked;
