package kexec.rehearse.internal;

import java.io.IOException;
import java.util.List;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;
import kexec.rehearse.internal.emulator.GuestRam;

/**
 * The words of the BIOS data area that tell the size of the memory below 1 MiB, which a PC's
 * firmware leaves there and qboot does not. Without them Xen puts its start for other processors
 * below address 0 (Xen, xen/arch/x86/boot/head.S).
 */
final class BiosData {

  /** The segment of the extended BIOS data area (IBM PS/2 BIOS reference, section 3). */
  private static final long SEGMENT = 0x40e;

  /** The size of the base memory in KiB (the same). */
  private static final long KIBIBYTES = 0x413;

  /** The firmware's own area is above. */
  private static final long USUAL = 0x9fc00;

  private static final Range<MachineAddress> BASE = Range.machine(0x1000, 0xa0000);

  private BiosData() {}

  /**
   * Writes both words.
   *
   * @param ram the RAM of a PC
   * @param memory the memory map of which the kernel is told
   * @throws IOException if the guest has no RAM there
   * @throws BadFileException never: the content is at hand
   */
  static void write(GuestRam ram, MemoryMap memory) throws IOException, BadFileException {
    long end = end(memory);
    word(ram, SEGMENT, end >>> 4);
    word(ram, KIBIBYTES, end >>> 10);
  }

  /** {@return where the memory ends that Xen is told of} */
  static long end(MemoryMap memory) {
    List<Range<MachineAddress>> base = memory.ram().intersect(BASE).ranges();
    return base.isEmpty() ? USUAL : Math.min(USUAL, base.get(base.size() - 1).end().value());
  }

  private static void word(GuestRam ram, long address, long value)
      throws IOException, BadFileException {
    byte[] bytes = {(byte) value, (byte) (value >>> 8)};
    ram.write(Range.machine(address, address + bytes.length), SegmentData.ofBytes(bytes));
  }
}
