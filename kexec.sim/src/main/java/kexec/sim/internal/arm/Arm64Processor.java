package kexec.sim.internal.arm;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import kexec.sim.internal.machine.EntryCode;
import kexec.sim.internal.machine.GuardedMemory;
import kexec.sim.internal.machine.StuckException;

/**
 * One arm64 processor with its MMU off that executes the instructions of entry stubs (Arm
 * Architecture Reference Manual, DDI 0487, section C6.2): in their 64-bit forms, LDR (literal), MOV
 * (register), ADR, MOVZ, MOVK, NOP, B and BR. Memory is then device memory, where an access that is
 * not aligned faults (section B2.7.2).
 */
final class Arm64Processor implements EntryCode.Processor {

  private static final List<String> NAMES =
      IntStream.range(0, 31).mapToObj(index -> "x" + index).toList();

  /** The number that stands for xzr, which reads as zero and is not written. */
  private static final int ZERO = 31;

  /** What is in the registers before: each has another value, and none is aligned. */
  private static final long POISON = 0xa5c3_0000_dead_0001L;

  private final GuardedMemory memory;
  private final long[] registers =
      IntStream.range(0, NAMES.size()).mapToLong(index -> POISON + ((long) index << 32)).toArray();
  private long position;

  Arm64Processor(GuardedMemory memory, long position) {
    this.memory = memory;
    this.position = position;
  }

  @Override
  public long position() {
    return position;
  }

  /**
   * {@return the value of a register; empty if there is none of that name}
   *
   * @param name in lower case
   */
  OptionalLong named(String name) {
    int index = NAMES.indexOf(name);
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(registers[index]);
  }

  @Override
  public void step() throws StuckException {
    long at = position;
    requireAligned(at, Integer.BYTES, "the instruction");
    int word = memory.read(at, Integer.BYTES, "the instruction").getInt();
    position = at + Integer.BYTES;
    int target = word & 0x1f;
    if ((word & 0xff00_0000) == 0x5800_0000) {
      set(target, load(at + signed(word >>> 5, 19) * Integer.BYTES));
    } else if ((word & 0xffe0_ffe0) == 0xaa00_03e0) {
      set(target, get((word >>> 16) & 0x1f));
    } else if ((word & 0x9f00_0000) == 0x1000_0000) {
      set(target, at + ((signed(word >>> 5, 19) << 2) | ((word >>> 29) & 3)));
    } else if ((word & 0xff80_0000) == 0xd280_0000) {
      set(target, immediate(word));
    } else if ((word & 0xff80_0000) == 0xf280_0000) {
      set(target, (get(target) & ~(0xffffL << shift(word))) | immediate(word));
    } else if ((word & 0xfc00_0000) == 0x1400_0000) {
      position = at + signed(word, 26) * Integer.BYTES;
    } else if ((word & 0xffff_fc1f) == 0xd61f_0000) {
      position = get((word >>> 5) & 0x1f);
    } else if (word != 0xd503_201f) {
      throw new StuckException(
          "0x%08x at 0x%x is no instruction that the simulated arm64 processor knows"
              .formatted(word, at));
    }
  }

  private long load(long address) throws StuckException {
    requireAligned(address, Long.BYTES, "the data");
    return memory.readLong(address, "the data");
  }

  private static void requireAligned(long address, int alignment, String what)
      throws StuckException {
    if ((address & (alignment - 1)) != 0) {
      throw new StuckException(
          "%s at 0x%x is not aligned to %s".formatted(what, address, alignment));
    }
  }

  private long get(int register) {
    return register == ZERO ? 0 : registers[register];
  }

  private void set(int register, long value) {
    if (register != ZERO) {
      registers[register] = value;
    }
  }

  /** {@return the immediate operand of MOVZ and MOVK in its place} */
  private static long immediate(int word) {
    return (long) ((word >>> 5) & 0xffff) << shift(word);
  }

  private static int shift(int word) {
    return ((word >>> 21) & 3) * Short.SIZE;
  }

  /** {@return the low bits of a number, of which the highest is the sign} */
  private static long signed(int number, int bits) {
    return ((long) number << (Long.SIZE - bits)) >> (Long.SIZE - bits);
  }
}
