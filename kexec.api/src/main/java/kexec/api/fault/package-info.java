/** What is wrong, in words: findings of a check, and the exceptions that carry a refusal. */
@Export
@Version("1.1.0")
@NullMarked
package kexec.api.fault;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
