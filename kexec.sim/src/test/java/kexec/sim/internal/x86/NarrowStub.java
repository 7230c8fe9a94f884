package kexec.sim.internal.x86;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A stub for 32-bit kernels as GNU as assembled it: it loads descriptors and segments, leaves long
 * mode, and loads the registers from a table of {@link #REGISTERS}.
 */
final class NarrowStub {

  /** In the order of the table, which popal and ret take. */
  static final List<String> REGISTERS =
      List.of("edi", "esi", "ebp", "unused", "ebx", "edx", "ecx", "eax", "eip");

  /** cli to ret. */
  private static final byte[] CODE =
      HexFormat.of()
          .parseHex(
              "fafc488d25d7000000" // cli; cld; lea stack_end(%rip),%rsp
                  + "488d0560000000" // lea gdt(%rip),%rax
                  + "4889057b000000" // mov %rax,gdt_pointer+2(%rip)
                  + "0f011572000000" // lgdt gdt_pointer(%rip)
                  + "b8180000008ed88ec08ed08ee08ee8" // mov $0x18,%eax; to ds, es, ss, fs, gs
                  + "488d3dac000000" // lea values(%rip),%rdi
                  + "6a10488d05030000005048cb" // push $0x10; lea 1f(%rip),%rax; push; lretq
                  + "0f20e025fffffdff0f22e0" // PCIDE out of cr4
                  + "0f20c025ffffff7f0f22c0" // PG out of cr0
                  + "b9800000c00f3225fffeffff0f30" // LME out of EFER
                  + "31c00f22e0" // xor %eax,%eax; mov %eax,%cr4
                  + "89fc61c3"); // mov %edi,%esp; popal; ret

  static final int NARROW = 0x40;
  static final int GDT = 0x70;
  static final int VALUES = 0xe0;

  private NarrowStub() {}

  /** Returns a stub that sets some registers, and all others to zero. */
  static byte[] of(Map<String, Long> registers) {
    ByteBuffer stub = ByteBuffer.allocate(0x104).order(ByteOrder.LITTLE_ENDIAN);
    stub.put(0, CODE);
    stub.putLong(GDT + 0x10, 0x00cf_9b00_0000_ffffL);
    stub.putLong(GDT + 0x18, 0x00cf_9300_0000_ffffL);
    stub.putShort(GDT + 0x20, (short) 0x1f);
    registers.forEach(
        (name, value) -> stub.putInt(VALUES + 4 * REGISTERS.indexOf(name), (int) (long) value));
    return stub.array();
  }
}
