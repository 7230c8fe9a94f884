/**
 * Directories for persistent program state: private to one user, read as untrusted input, and
 * updated by replacing whole files.
 */
@NullMarked
package kexec.base.state;

import org.jspecify.annotations.NullMarked;
