/**
 * Pages of this process that stay in memory, with the machine frames in which they lie.
 *
 * <p>{@link kexec.linux.pages.LockedPages} hands them out. How the memory is had is a {@link
 * kexec.linux.pages.PageSupply}'s matter, and which machine frames stand behind the kernel's page
 * frames a {@link kexec.linux.pages.FrameLookup}'s.
 *
 * <p>All public types of this package are safe for use by several threads.
 */
@Export
@Version("1.1.0")
@NullMarked
package kexec.linux.pages;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
