/** Fuzz targets: every parser of untrusted bytes, and what is required of each result. */
@NullMarked
package kexec.fuzz;

import org.jspecify.annotations.NullMarked;
