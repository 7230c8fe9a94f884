/**
 * The page list: which page is moved where when a loaded image is started, and the pages that hold
 * its content until then.
 *
 * <p>The list is the one that Linux builds for {@code kexec_load} ({@code include/linux/kexec.h},
 * {@code struct kimage}). This package is independent of the architecture; machine memory is
 * accessed only through {@link kexec.api.machine.MemoryOps}.
 */
@NullMarked
package kexec.base.pagelist;

import org.jspecify.annotations.NullMarked;
