/** Linux's own kexec as a receiver: preparing, loading, unloading and starting images. */
@NullMarked
package kexec.receiver.machine;

import org.jspecify.annotations.NullMarked;
