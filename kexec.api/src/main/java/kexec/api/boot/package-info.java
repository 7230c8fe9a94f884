/**
 * Boot protocols: recognition of kernel files, image layout, and entry state.
 *
 * <p>A protocol {@linkplain kexec.api.boot.BootProtocol#recognise reads a file once} and then
 * {@linkplain kexec.api.boot.Bootable#build builds} any number of images of it. It never searches
 * for memory itself: {@link kexec.api.boot.ImageBuilder} allocates, and computes the digests after
 * the build.
 */
@Export
@Version("2.0.0")
@NullMarked
package kexec.api.boot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
