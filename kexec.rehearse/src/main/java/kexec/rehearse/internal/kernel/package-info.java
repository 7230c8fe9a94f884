/** Reads what a guest's Linux kernel knows about itself out of the guest's memory. */
@NullMarked
package kexec.rehearse.internal.kernel;

import org.jspecify.annotations.NullMarked;
