/**
 * The machine's memory as dom0 can know it: the map, which frames are whose, and what the frames of
 * dom0's own kernel are called by the machine.
 */
@NullMarked
package kexec.xen.internal.memory;

import org.jspecify.annotations.NullMarked;
