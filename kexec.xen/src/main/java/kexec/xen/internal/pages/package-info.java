/** Resident pages of this process and their machine frames. */
@NullMarked
package kexec.xen.internal.pages;

import org.jspecify.annotations.NullMarked;
