package kexec.rehearse.internal.export;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * The RAM that a virtual machine's firmware overwrites after the loader has filled it. SeaBIOS 1.16
 * uses parts of the first 0x90000 bytes, and moves itself to the 128 KiB that end 16 MiB below the
 * top of the RAM below 4 GiB; qboot uses parts of the first 0x7c00 bytes. Both read-only memory and
 * video memory lie from 0xa0000 to 1 MiB. Firecracker and cloud-hypervisor write their start
 * information, tables and command line below 1 MiB.
 */
final class FirmwareMemory {

  /** The end of the low memory, which every loader uses for itself. */
  static final long LOW = 1L << 20;

  /** How far below the top of the RAM the firmware's own memory begins, with some reserve. */
  static final long BELOW_TOP = 17L << 20;

  /** The end of what 32-bit firmware and the shim can address. */
  static final long LIMIT = 1L << 32;

  private FirmwareMemory() {}

  /**
   * {@return what firmware overwrites in a machine with some memory}
   *
   * @param memory the memory; tables that firmware keeps may follow the RAM directly
   */
  static RangeSet<MachineAddress> of(MemoryMap memory) {
    List<Range<MachineAddress>> low = memory.ram().intersect(Range.machine(0, LIMIT)).ranges();
    long top = low.isEmpty() ? LIMIT : low.get(low.size() - 1).end().value();
    return RangeSet.of(
        List.of(Range.machine(0, LOW), Range.machine(Math.max(0, top - BELOW_TOP), LIMIT)));
  }
}
