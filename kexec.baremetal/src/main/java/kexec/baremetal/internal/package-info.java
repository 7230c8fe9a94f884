/** The two services of the machine whose receiver is Linux's own kexec. */
@NullMarked
package kexec.baremetal.internal;

import org.jspecify.annotations.NullMarked;
