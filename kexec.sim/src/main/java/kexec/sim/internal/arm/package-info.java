/** ARM specifics: an interpreter for arm64 entry stubs, and the device tree of a Linux kernel. */
@NullMarked
package kexec.sim.internal.arm;

import org.jspecify.annotations.NullMarked;
