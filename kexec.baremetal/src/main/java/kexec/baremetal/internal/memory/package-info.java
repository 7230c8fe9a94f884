/** The memory map of the running machine, and pages that hold content until an image is started. */
@NullMarked
package kexec.baremetal.internal.memory;

import org.jspecify.annotations.NullMarked;
