/**
 * Pages of this process that stay in memory, with the machine frames in which they lie.
 *
 * <p>{@link kexec.xen.internal.pages.LockedPages} hands them out. How the memory is had is a {@link
 * kexec.xen.internal.pages.PageSupply}'s matter, and which machine frames stand behind the kernel's
 * page frames a {@link kexec.xen.internal.pages.FrameLookup}'s.
 *
 * <p>All public types of this package are safe for use by several threads.
 */
@NullMarked
package kexec.xen.internal.pages;

import org.jspecify.annotations.NullMarked;
