/** The memory map of the running machine, and pages that hold content until an image is started. */
@NullMarked
package kexec.receiver.memory;

import org.jspecify.annotations.NullMarked;
