/** Plans as one bootable ELF file, and the code that such a file begins with. */
@NullMarked
package kexec.rehearse.internal.export;

import org.jspecify.annotations.NullMarked;
