/** The formats of wrapped kernels: PE sections, headers and compressed streams. */
@NullMarked
package kexec.wrap.internal;

import org.jspecify.annotations.NullMarked;
