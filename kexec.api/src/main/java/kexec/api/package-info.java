/**
 * The user-facing API: {@link kexec.api.Kexec} plans, loads and executes images and reports what is
 * loaded, while machines come and go.
 */
@Export
@Version("3.1.0")
@NullMarked
package kexec.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
