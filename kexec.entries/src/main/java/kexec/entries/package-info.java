/** Reads the entries of this system's boot loaders, and tells which one is the default. */
@NullMarked
package kexec.entries;

import org.jspecify.annotations.NullMarked;
