package kexec.sim.internal.x86;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * An entry stub as GNU as assembled it: it loads descriptors, segments, all registers from a table
 * of {@link #REGISTERS} and the kernel's address, and jumps.
 */
public final class StubBytes {

  /** In the order of the table, the kernel's address behind them. */
  static final List<String> REGISTERS =
      List.of(
          "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  /** cli to jmp *rip_value(%rip). */
  static final byte[] CODE =
      HexFormat.of()
          .parseHex(
              "fafc488d2557010000" // cli; cld; lea stack_end(%rip),%rsp
                  + "488d05a0000000" // lea gdt(%rip),%rax
                  + "488905bb000000" // mov %rax,gdt_pointer+2(%rip)
                  + "0f0115b2000000" // lgdt gdt_pointer(%rip)
                  + "b8180000008ed88ec08ed08ee08ee8" // mov $0x18,%eax; to ds, es, ss, fs, gs
                  + "6a10488d05030000005048cb" // push $0x10; lea 1f(%rip),%rax; push; lretq
                  + "488b0520010000488b1d21010000488b0d22010000488b1523010000"
                  + "488b3524010000488b3d25010000488b2d26010000488b2527010000"
                  + "4c8b05280100004c8b0d290100004c8b152a0100004c8b1d2b010000"
                  + "4c8b252c0100004c8b2d2d0100004c8b352e0100004c8b3d2f010000"
                  + "ff2531010000"); // jmp *rip_value(%rip)

  static final int GDT = 0xb0;
  static final int GDT_POINTER = 0xd0;
  static final int VALUES = 0x160;

  private StubBytes() {}

  /** Returns a stub that sets some registers, and all others to zero. */
  public static byte[] of(Map<String, Long> registers, long kernelEntry) {
    ByteBuffer stub = ByteBuffer.allocate(0x1e8).order(ByteOrder.LITTLE_ENDIAN);
    stub.put(0, CODE);
    stub.putLong(GDT + 0x10, 0x00af_9b00_0000_ffffL);
    stub.putLong(GDT + 0x18, 0x00cf_9300_0000_ffffL);
    stub.putShort(GDT_POINTER, (short) 0x1f);
    registers.forEach((name, value) -> stub.putLong(VALUES + 8 * REGISTERS.indexOf(name), value));
    stub.putLong(VALUES + 8 * REGISTERS.size(), kernelEntry);
    return stub.array();
  }
}
