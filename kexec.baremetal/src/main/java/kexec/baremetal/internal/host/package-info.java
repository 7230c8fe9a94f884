/** The running system that both services share: where it shows itself, and how it is called. */
@NullMarked
package kexec.baremetal.internal.host;

import org.jspecify.annotations.NullMarked;
