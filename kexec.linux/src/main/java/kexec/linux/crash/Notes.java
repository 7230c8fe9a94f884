package kexec.linux.crash;

import kexec.api.fault.BadFileException;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.linux.internal.Malformed;

/** The locations of the kernel's ELF notes. */
final class Notes {

  /** The upper bound of the size of notes, in bytes; real ones have a few kilobytes. */
  private static final long MAX_SIZE = 16L << 20;

  private Notes() {}

  static Range<PhysicalAddress> range(String source, long address, long size)
      throws BadFileException {
    if (size <= 0 || size > MAX_SIZE) {
      throw Malformed.because(source, "notes of 0x%x bytes cannot be".formatted(size));
    }
    if (address == 0 || Long.compareUnsigned(address + size, address) < 0) {
      throw Malformed.because(source, "there can be no notes at 0x%x".formatted(address));
    }
    return Range.ofSize(new PhysicalAddress(address), size);
  }
}
