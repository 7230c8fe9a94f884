/**
 * Why the kernel refused a call, in words: what the error number may mean is held against the
 * machine as it is at that moment.
 */
@NullMarked
package kexec.receiver.diagnosis;

import org.jspecify.annotations.NullMarked;
