/**
 * The machine's memory as dom0 can know it: the map, the owners of frames, and the translation of
 * dom0's frames to machine frames.
 */
@NullMarked
package kexec.xen.internal.memory;

import org.jspecify.annotations.NullMarked;
