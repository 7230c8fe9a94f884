/**
 * What is the same for every receiver when one kernel follows another: what the running one hands
 * on, and what has to stop before it is left.
 *
 * <p>Everything in this package is immutable or without state, and safe for use by several threads.
 */
@Export
@Version("1.1.0")
@NullMarked
package kexec.linux.platform;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
