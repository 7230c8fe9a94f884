/**
 * Boot protocols: what a kernel file is, how it is laid out, and in what state it is entered.
 *
 * <p>A protocol {@linkplain kexec.api.boot.BootProtocol#recognise reads a file once} and then
 * {@linkplain kexec.api.boot.Bootable#build builds} as many images of it as are asked for. It never
 * looks for memory itself: {@link kexec.api.boot.ImageBuilder} allocates, and takes the digests
 * after the build.
 */
@Export
@Version("1.1.0")
@NullMarked
package kexec.api.boot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
