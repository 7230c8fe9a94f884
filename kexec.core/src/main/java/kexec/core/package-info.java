/** The generic code. Nothing in it names an architecture, a hypervisor or a firmware. */
@NullMarked
package kexec.core;

import org.jspecify.annotations.NullMarked;
