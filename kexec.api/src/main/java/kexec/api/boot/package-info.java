/**
 * Boot protocols: what a kernel file is, how it is laid out, and in what state it is entered.
 *
 * <p>Recognising, laying out and building are three steps. Between the last two the core finds the
 * places; after the building it takes the digests. A protocol never looks for memory itself.
 */
@Export
@Version("1.1.0")
@NullMarked
package kexec.api.boot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
