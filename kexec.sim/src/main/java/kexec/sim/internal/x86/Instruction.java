package kexec.sim.internal.x86;

import java.nio.ByteBuffer;
import kexec.sim.internal.machine.GuardedMemory;
import kexec.sim.internal.machine.StuckException;

/**
 * The bytes of one instruction, read one by one (Intel SDM volume 2, chapter 2).
 *
 * <p>Supports only what entry stubs use: no prefix except REX, and operands in registers or
 * relative to the next instruction.
 */
final class Instruction {

  private static final int LONGEST = 15;

  private final GuardedMemory memory;
  private final long start;
  private long at;
  private int rex;

  Instruction(GuardedMemory memory, long start) throws StuckException {
    this.memory = memory;
    this.start = start;
    this.at = start;
  }

  /** Reads the opcode's first byte, and a preceding REX prefix. */
  int opcode() throws StuckException {
    int first = nextByte();
    if ((first & 0xf0) == 0x40) {
      rex = first;
      return nextByte();
    }
    return first;
  }

  int nextByte() throws StuckException {
    return next(1).get() & 0xff;
  }

  long nextSigned8() throws StuckException {
    return next(1).get();
  }

  long nextSigned32() throws StuckException {
    return next(Integer.BYTES).getInt();
  }

  long next64() throws StuckException {
    return next(Long.BYTES).getLong();
  }

  boolean isWide() {
    return (rex & 8) != 0;
  }

  /** Adds REX.B to a register number in the opcode or in r/m. */
  int extendBase(int low) {
    return (low & 7) | (rex & 1) << 3;
  }

  /** Adds REX.R to a register number in reg. */
  int extendReg(int low) {
    return (low & 7) | (rex & 4) << 1;
  }

  /** {@return the address of the next instruction, given the bytes read so far} */
  long end() {
    return at;
  }

  StuckException unknown() {
    int length = (int) Math.max(at - start, 4);
    return new StuckException(
        "the bytes %s at 0x%x are no instruction that a stub is known to use"
            .formatted(memory.hex(start, length), start));
  }

  private ByteBuffer next(int length) throws StuckException {
    if (at + length - start > LONGEST) {
      throw unknown();
    }
    ByteBuffer bytes = memory.read(at, length, "an instruction");
    at += length;
    return bytes;
  }
}
