/** The components of the machine. */
@NullMarked
package kexec.baremetal.internal;

import org.jspecify.annotations.NullMarked;
