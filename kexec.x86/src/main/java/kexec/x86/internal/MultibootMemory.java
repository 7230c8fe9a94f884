package kexec.x86.internal;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;

/** Converts a memory map to the terms of both Multiboot specifications. */
final class MultibootMemory {

  private static final long KIB = 1024;
  private static final long LOWER_END = 640 * KIB;

  private MultibootMemory() {}

  /**
   * {@return {@code mem_lower}: KiB of RAM from 0 on, at most 640} The first page counts if RAM
   * follows it: PC firmware reports it as RAM, and Linux reserves it because the firmware keeps
   * data there (arch/x86/kernel/setup.c, trim_bios_range()).
   */
  static int lower(MemoryMap memory) {
    long beyond = endFrom(memory, LinuxKernel.PAGE);
    long end = beyond == LinuxKernel.PAGE ? endFrom(memory, 0) : beyond;
    return (int) (Math.min(end, LOWER_END) / KIB);
  }

  /** {@return {@code mem_upper}: KiB of RAM from 1 MiB on up to the first hole} */
  static int upper(MemoryMap memory) {
    long start = LinuxKernel.LOW_MEMORY_END;
    return (int) Math.min((endFrom(memory, start) - start) / KIB, 0xffffffffL);
  }

  /** {@return the end of the RAM that contains the address, or the address itself} */
  private static long endFrom(MemoryMap memory, long address) {
    MachineAddress start = new MachineAddress(address);
    return memory.ram().ranges().stream()
        .filter(range -> range.contains(start))
        .map(Range::end)
        .findFirst()
        .map(MachineAddress::value)
        .orElse(address);
  }
}
