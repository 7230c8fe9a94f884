package kexec.sim.internal.x86;

import kexec.sim.internal.machine.GuardedMemory;
import kexec.sim.internal.machine.StuckException;

/**
 * Executes the 32-bit instructions with which a stub leaves long mode (Intel SDM volume 2; volume
 * 3, section 9.8.5.4 "Switching Out of IA-32e Mode Operation").
 */
final class NarrowSteps {

  private static final long LOW_32 = 0xffff_ffffL;
  private static final int RCX = 1;
  private static final int RDX = 2;
  private static final int RDI = 7;

  private final GuardedMemory memory;
  private final Registers registers;
  private final ControlRegisters control;

  NarrowSteps(GuardedMemory memory, Registers registers, ControlRegisters control) {
    this.memory = memory;
    this.registers = registers;
    this.control = control;
  }

  /** Executes one instruction. */
  void step() throws StuckException {
    Instruction at = new Instruction(memory, registers.rip());
    int opcode = at.nextByte();
    if (opcode >= 0xb8 && opcode <= 0xbf) {
      move(at, opcode & 7, at.nextSigned32());
      return;
    }
    switch (opcode) {
      case 0x0f -> stepTwoBytes(at);
      case 0x25 -> move(at, Registers.RAX, registers.get(Registers.RAX) & at.nextSigned32());
      case 0x31 -> exclusiveOr(at);
      case 0x89 -> store(at);
      case 0x61 -> popAll(at);
      case 0xc3 -> registers.jump(pop());
      default -> throw at.unknown();
    }
  }

  private void stepTwoBytes(Instruction at) throws StuckException {
    switch (at.nextByte()) {
      case 0x20 -> {
        ModRm operands = registersOnly(at);
        move(at, operands.register(), operands.digit() == 0 ? control.cr0() : cr4(at, operands));
      }
      case 0x22 -> {
        setControl(at, registersOnly(at));
        registers.jump(at.end());
      }
      case 0x30 -> {
        requireEfer(at);
        control.setEfer((int) registers.get(Registers.RAX));
        registers.jump(at.end());
      }
      case 0x32 -> {
        requireEfer(at);
        registers.set(RDX, 0);
        move(at, Registers.RAX, control.efer());
      }
      default -> throw at.unknown();
    }
  }

  private int cr4(Instruction at, ModRm operands) throws StuckException {
    if (operands.digit() != 4) {
      throw at.unknown();
    }
    return control.cr4();
  }

  private void setControl(Instruction at, ModRm operands) throws StuckException {
    int value = (int) registers.get(operands.register());
    switch (operands.digit()) {
      case 0 -> control.setCr0(value);
      case 4 -> control.setCr4(value);
      default -> throw at.unknown();
    }
  }

  private void requireEfer(Instruction at) throws StuckException {
    if ((int) registers.get(RCX) != ControlRegisters.EFER) {
      throw at.unknown();
    }
  }

  private void exclusiveOr(Instruction at) throws StuckException {
    ModRm operands = registersOnly(at);
    if (operands.register() != operands.reg()) {
      throw at.unknown();
    }
    move(at, operands.reg(), 0);
  }

  private void store(Instruction at) throws StuckException {
    ModRm operands = registersOnly(at);
    move(at, operands.register(), registers.get(operands.reg()));
  }

  /** From edi down to eax; the slot of esp is skipped. */
  private void popAll(Instruction at) throws StuckException {
    for (int register = RDI; register >= Registers.RAX; register--) {
      long value = pop();
      if (register != Registers.RSP) {
        registers.set(register, value);
      }
    }
    registers.jump(at.end());
  }

  private long pop() throws StuckException {
    long top = registers.get(Registers.RSP);
    registers.set(Registers.RSP, top + Integer.BYTES & LOW_32);
    return memory.read(top, Integer.BYTES, "the stack").getInt() & LOW_32;
  }

  private static ModRm registersOnly(Instruction at) throws StuckException {
    ModRm operands = ModRm.read(at);
    if (!operands.isRegister()) {
      throw at.unknown();
    }
    return operands;
  }

  private void move(Instruction at, int register, long value) {
    registers.set(register, value & LOW_32);
    registers.jump(at.end());
  }
}
