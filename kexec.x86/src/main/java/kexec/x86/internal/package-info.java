/** The boot protocols of x86. */
@NullMarked
package kexec.x86.internal;

import org.jspecify.annotations.NullMarked;
