/** The running system that both services share: where it shows itself, and how it is called. */
@NullMarked
package kexec.receiver.host;

import org.jspecify.annotations.NullMarked;
