package kexec.sim.internal.x86;

import kexec.sim.internal.machine.StuckException;

/**
 * The operands of an instruction (Intel SDM volume 2, section 2.1.3 "ModR/M and SIB Bytes").
 *
 * @param digit the raw three bits of reg, an opcode extension for some opcodes
 * @param reg the register in reg
 * @param isRegister whether the other operand is a register
 * @param register the register in r/m, if it is one
 * @param address the address of the other operand, if it is in memory
 */
record ModRm(int digit, int reg, boolean isRegister, int register, long address) {

  static ModRm read(Instruction from) throws StuckException {
    int modrm = from.nextByte();
    int digit = modrm >>> 3 & 7;
    int reg = from.extendReg(digit);
    if (modrm >>> 6 == 3) {
      return new ModRm(digit, reg, true, from.extendBase(modrm), 0);
    }
    // In 64-bit mode this form is relative to the next instruction (section 2.2.1.6).
    if (modrm >>> 6 == 0 && (modrm & 7) == 5) {
      long distance = from.nextSigned32();
      return new ModRm(digit, reg, false, 0, from.end() + distance);
    }
    throw from.unknown();
  }
}
