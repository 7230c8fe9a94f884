package kexec.rehearse.internal.emulator;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * A part of a guest's RAM, and where it lies in the file that holds all of it.
 *
 * @param memory the guest's addresses
 * @param offset the offset of the first byte in the file
 */
public record RamWindow(Range<MachineAddress> memory, long offset) {}
