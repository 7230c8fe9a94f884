/** Content that the kernel can read: segments in memory, files by their descriptors. */
@NullMarked
package kexec.receiver.staging;

import org.jspecify.annotations.NullMarked;
