/**
 * The boot protocols of arm64 and 32-bit ARM, and the machines whose receiver is Linux's own kexec
 * there. Everything is internal.
 */
@NullMarked
package kexec.arm;

import org.jspecify.annotations.NullMarked;
