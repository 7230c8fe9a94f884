package kexec.sim.internal.x86;

import java.nio.ByteBuffer;
import kexec.sim.internal.machine.EntryCode;
import kexec.sim.internal.machine.GuardedMemory;
import kexec.sim.internal.machine.StuckException;

/**
 * One x86-64 processor, initially in long mode, that executes the instructions of entry stubs
 * (Intel SDM volume 2). It has only the two flags that stubs clear, no paging, and no protection
 * except {@link GuardedMemory}.
 */
final class Processor implements EntryCode.Processor {

  private static final long LOW_32 = 0xffff_ffffL;

  private final GuardedMemory memory;
  private final Registers registers;
  private final ControlRegisters control = new ControlRegisters();
  private final NarrowSteps narrowSteps;
  private boolean narrow;
  private long gdtBase;
  private int gdtLimit = -1;

  Processor(GuardedMemory memory, long rip) {
    this.memory = memory;
    this.registers = new Registers(rip);
    this.narrowSteps = new NarrowSteps(memory, registers, control);
  }

  Registers registers() {
    return registers;
  }

  ControlRegisters control() {
    return control;
  }

  /** {@return whether the processor executes 32-bit code} */
  boolean isNarrow() {
    return narrow;
  }

  long gdtBase() {
    return gdtBase;
  }

  /** {@return the offset of the table's last byte, or -1 if no table was loaded} */
  int gdtLimit() {
    return gdtLimit;
  }

  @Override
  public long position() {
    return registers.rip();
  }

  @Override
  public void step() throws StuckException {
    if (narrow) {
      narrowSteps.step();
      return;
    }
    Instruction at = new Instruction(memory, registers.rip());
    int opcode = at.opcode();
    if (opcode >= 0xb8 && opcode <= 0xbf) {
      move(at, at.extendBase(opcode), at.isWide() ? at.next64() : at.nextSigned32() & LOW_32);
    } else if (opcode >= 0x50 && opcode <= 0x57) {
      push(at, registers.get(at.extendBase(opcode)));
    } else {
      stepOther(at, opcode);
    }
  }

  private void stepOther(Instruction at, int opcode) throws StuckException {
    switch (opcode) {
      case 0x0f -> stepTwoBytes(at);
      case 0x31, 0x33 -> exclusiveOr(at);
      case 0x6a -> push(at, at.nextSigned8());
      case 0x89 -> store(at);
      case 0x8b -> loadRegister(at);
      case 0x8d -> loadAddress(at);
      case 0x8e -> loadSegment(at);
      case 0x90 -> registers.jump(at.end());
      case 0xcb -> farReturn(at);
      case 0xe9 -> jumpBy(at, at.nextSigned32());
      case 0xeb -> jumpBy(at, at.nextSigned8());
      case 0xfa -> {
        registers.clearInterrupts();
        registers.jump(at.end());
      }
      case 0xfc -> {
        registers.clearDirection();
        registers.jump(at.end());
      }
      case 0xff -> jumpIndirect(at);
      default -> throw at.unknown();
    }
  }

  private void move(Instruction at, int register, long value) {
    registers.set(register, value);
    registers.jump(at.end());
  }

  private void push(Instruction at, long value) throws StuckException {
    long top = registers.get(Registers.RSP) - Long.BYTES;
    memory.writeLong(top, value, "the stack");
    registers.set(Registers.RSP, top);
    registers.jump(at.end());
  }

  private void stepTwoBytes(Instruction at) throws StuckException {
    if (at.nextByte() != 0x01) {
      throw at.unknown();
    }
    ModRm operands = ModRm.read(at);
    if (operands.digit() != 2 || operands.isRegister()) {
      throw at.unknown();
    }
    ByteBuffer pointer = memory.read(operands.address(), 10, "the descriptor table's pointer");
    gdtLimit = Short.toUnsignedInt(pointer.getShort());
    gdtBase = pointer.getLong();
    registers.jump(at.end());
  }

  /** Only of a register with itself: anything else would depend on its previous value. */
  private void exclusiveOr(Instruction at) throws StuckException {
    ModRm operands = ModRm.read(at);
    if (!operands.isRegister() || operands.register() != operands.reg()) {
      throw at.unknown();
    }
    move(at, operands.reg(), 0);
  }

  private void store(Instruction at) throws StuckException {
    ModRm operands = wide(at);
    long value = registers.get(operands.reg());
    if (operands.isRegister()) {
      move(at, operands.register(), value);
    } else {
      memory.writeLong(operands.address(), value, "a variable");
      registers.jump(at.end());
    }
  }

  private void loadRegister(Instruction at) throws StuckException {
    ModRm operands = wide(at);
    long value =
        operands.isRegister()
            ? registers.get(operands.register())
            : memory.readLong(operands.address(), "a variable");
    move(at, operands.reg(), value);
  }

  private void loadAddress(Instruction at) throws StuckException {
    ModRm operands = wide(at);
    if (operands.isRegister()) {
      throw at.unknown();
    }
    move(at, operands.reg(), operands.address());
  }

  private static ModRm wide(Instruction at) throws StuckException {
    if (!at.isWide()) {
      throw at.unknown();
    }
    return ModRm.read(at);
  }

  private void loadSegment(Instruction at) throws StuckException {
    ModRm operands = ModRm.read(at);
    int segment = operands.digit();
    if (!operands.isRegister() || segment == Registers.CS || segment >= Registers.SEGMENTS.size()) {
      throw at.unknown();
    }
    int selector = (int) registers.get(operands.register()) & 0xffff;
    String name = Registers.SEGMENTS.get(segment);
    if (!descriptor(selector, name).isWritableData()) {
      throw new StuckException(
          "%s is loaded with 0x%x, which names no writable data segment".formatted(name, selector));
    }
    registers.setSegment(segment, selector);
    registers.jump(at.end());
  }

  private void farReturn(Instruction at) throws StuckException {
    if (!at.isWide()) {
      throw at.unknown();
    }
    long top = registers.get(Registers.RSP);
    long target = memory.readLong(top, "the stack");
    int selector = (int) memory.readLong(top + Long.BYTES, "the stack") & 0xffff;
    Descriptors code = descriptor(selector, "cs");
    narrow = code.is32BitCode();
    if (!code.is64BitCode() && !narrow) {
      throw new StuckException(
          "cs is loaded with 0x%x, which names no 64-bit code segment, nor a 32-bit one"
              .formatted(selector));
    }
    registers.setSegment(Registers.CS, selector);
    registers.set(Registers.RSP, top + 2 * Long.BYTES);
    registers.jump(target);
  }

  /** {@return the descriptor of a selector} */
  Descriptors descriptor(int selector, String register) throws StuckException {
    // The low three bits of a selector are not part of the offset; the null selector has no
    // descriptor.
    int offset = selector & ~7;
    if ((selector & 7) != 0 || offset == 0 || offset + 7 > gdtLimit) {
      throw new StuckException(
          "%s is loaded with 0x%x, which is not in the descriptor table"
              .formatted(register, selector));
    }
    return new Descriptors(memory.readLong(gdtBase + offset, "a segment descriptor"));
  }

  private void jumpBy(Instruction at, long distance) {
    registers.jump(at.end() + distance);
  }

  private void jumpIndirect(Instruction at) throws StuckException {
    ModRm operands = ModRm.read(at);
    if (operands.digit() != 4) {
      throw at.unknown();
    }
    long target =
        operands.isRegister()
            ? registers.get(operands.register())
            : memory.readLong(operands.address(), "a jump's target");
    registers.jump(target);
  }
}
