/** Content that the kernel can read: segments in memory, files by their descriptors. */
@NullMarked
package kexec.baremetal.internal.staging;

import org.jspecify.annotations.NullMarked;
