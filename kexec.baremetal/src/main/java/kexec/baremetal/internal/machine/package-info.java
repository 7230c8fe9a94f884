/** Linux's own kexec as a receiver: images prepared, handed over, taken out, started. */
@NullMarked
package kexec.baremetal.internal.machine;

import org.jspecify.annotations.NullMarked;
