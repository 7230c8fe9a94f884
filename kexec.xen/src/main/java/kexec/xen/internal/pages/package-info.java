/** Pages of this process that stay in memory, with the machine frames in which they lie. */
@NullMarked
package kexec.xen.internal.pages;

import org.jspecify.annotations.NullMarked;
