/**
 * Directories in which a program keeps what is to outlive it: private to one user, read as if
 * anybody could have written to them, and replaced file by file.
 */
@NullMarked
package kexec.base.state;

import org.jspecify.annotations.NullMarked;
