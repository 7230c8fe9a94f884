package kexec.x86.internal;

import java.nio.ByteBuffer;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;

/**
 * A memory map entry as {@code struct boot_e820_entry} (Linux, uapi/asm/setup_data.h): u64 addr,
 * u64 size, u32 type; packed.
 *
 * @param range the addresses
 * @param type the type of the memory
 */
record E820Entry(Range<MachineAddress> range, MemoryType type) {

  /** Bytes of an entry. */
  static final int SIZE = 20;

  /** Appends the entry. */
  void put(ByteBuffer to) {
    to.putLong(range.start().value()).putLong(range.size()).putInt(type.number());
  }
}
