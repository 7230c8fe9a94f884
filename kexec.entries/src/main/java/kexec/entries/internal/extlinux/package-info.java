/** The configuration of extlinux, which U-Boot reads too. */
@NullMarked
package kexec.entries.internal.extlinux;

import org.jspecify.annotations.NullMarked;
