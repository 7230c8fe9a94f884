/** The boot protocols of arm64 and arm. */
@NullMarked
package kexec.arm.internal;

import org.jspecify.annotations.NullMarked;
