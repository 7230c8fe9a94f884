package kexec.sim.internal.x86;

import kexec.sim.internal.machine.StuckException;

/**
 * The registers that define the processor's mode, with the rules for changing them (Intel SDM
 * volume 3, section 2.5 "Control Registers" and section 9.8.5). Initially: long mode with every
 * feature that a kernel may use in it.
 */
final class ControlRegisters {

  /** {@code IA32_EFER}. */
  static final int EFER = 0xc000_0080;

  private static final int PE = 1;
  private static final int PG = 1 << 31;
  private static final int PAE = 1 << 5;
  private static final int PCIDE = 1 << 17;
  private static final int LME = 1 << 8;

  private int cr0 = PG | PE;
  private int cr4 = PCIDE | PAE;
  private int efer = LME;

  /**
   * {@return whether this is protected mode without paging, where enabling paging stays out of long
   * mode}
   */
  boolean isPlain() {
    return (cr0 & PE) != 0 && (cr0 & PG) == 0 && (cr4 & PAE) == 0 && (efer & LME) == 0;
  }

  int cr0() {
    return cr0;
  }

  int cr4() {
    return cr4;
  }

  int efer() {
    return efer;
  }

  void setCr0(int value) throws StuckException {
    boolean leaves = (cr0 & PG) != 0 && (value & PG) == 0;
    if (leaves && (cr4 & PCIDE) != 0) {
      throw new StuckException("paging is switched off while CR4.PCIDE is set");
    }
    cr0 = value;
  }

  void setCr4(int value) throws StuckException {
    if ((cr0 & PG) != 0 && (value & PAE) == 0) {
      throw new StuckException("CR4.PAE is cleared while the processor is in long mode");
    }
    cr4 = value;
  }

  void setEfer(int value) throws StuckException {
    if ((cr0 & PG) != 0 && ((value ^ efer) & LME) != 0) {
      throw new StuckException("EFER.LME is changed while paging is on");
    }
    efer = value;
  }

  @Override
  public String toString() {
    return "cr0 0x%x, cr4 0x%x, efer 0x%x".formatted(cr0, cr4, efer);
  }
}
