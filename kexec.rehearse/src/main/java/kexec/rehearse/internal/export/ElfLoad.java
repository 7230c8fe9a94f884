package kexec.rehearse.internal.export;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;

/**
 * What a loader places: a program header of type PT_LOAD.
 *
 * @param address its physical address, a multiple of 4 KiB
 * @param content what it has in the file; may be empty
 * @param memory its size in memory in bytes, above zero and not below the content's
 */
record ElfLoad(MachineAddress address, SegmentData content, long memory) {

  /** {@return the memory that the loader fills} */
  Range<MachineAddress> range() {
    return Range.ofSize(address, memory);
  }
}
