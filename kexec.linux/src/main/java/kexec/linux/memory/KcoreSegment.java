package kexec.linux.memory;

import java.util.Optional;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * A part of the running kernel's address space, from {@code /proc/kcore}.
 *
 * @param virtual its virtual addresses
 * @param physical its physical addresses; empty if it is not contiguous memory
 */
public record KcoreSegment(Range<VirtualAddress> virtual, Optional<PhysicalAddress> physical) {}
