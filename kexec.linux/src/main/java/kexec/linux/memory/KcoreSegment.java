package kexec.linux.memory;

import java.util.Optional;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * A part of the running kernel's address space, as {@code /proc/kcore} lists it.
 *
 * @param virtual where the kernel sees it
 * @param physical what lies there; nothing where it is no one piece of memory
 */
public record KcoreSegment(Range<VirtualAddress> virtual, Optional<PhysicalAddress> physical) {}
