/** What memory the running machine has, and pages of it in which content waits for the jump. */
@NullMarked
package kexec.baremetal.internal.memory;

import org.jspecify.annotations.NullMarked;
