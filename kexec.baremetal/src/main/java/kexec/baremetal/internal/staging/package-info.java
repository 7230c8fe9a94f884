/** Content where the kernel takes it from: segments in memory, files by their descriptors. */
@NullMarked
package kexec.baremetal.internal.staging;

import org.jspecify.annotations.NullMarked;
