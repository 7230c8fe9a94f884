package kexec.rehearse.internal.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentData;

/**
 * The code between a boot loader and a 32-bit ARM plan: sets r0, r1 and r2, as Linux does before it
 * jumps to a kexec image (arch/arm/kernel/relocate_kernel.S), because a loader of ELF files sets
 * none.
 */
final class ArmEntry {

  /** ARM ARM, LDR (literal): each loads the word 16 bytes behind itself. */
  private static final int[] CODE = {
    0xe59f0008, // ldr r0, [pc, #8]
    0xe59f1008, // ldr r1, [pc, #8]
    0xe59f2008, // ldr r2, [pc, #8]
    0xe59ff008, // ldr pc, [pc, #8]
  };

  private static final int WORDS = 4;

  private ArmEntry() {}

  /**
   * {@return the layout of a plan that is entered by this code}
   *
   * @param plan a plan whose segments lie below 4 GiB
   * @param attempted what the layout is for, as a gerund, for the error's text
   * @throws KexecException with the code {@code export-no-room} if there is no free RAM
   */
  static Layout layout(Plan plan, String attempted) throws KexecException {
    byte[] code = code(plan.entry().orElseThrow());
    MachineAddress place =
        new FreeMemory(plan.memory(), plan.footprint(), RangeSet.empty(), attempted)
            .take(code.length, "the code that is entered first");
    ElfLoad load = new ElfLoad(place, SegmentData.ofBytes(code), code.length);
    return new Layout(place, Layout.direct(plan).placements(), Optional.of(load));
  }

  private static byte[] code(EntryState entry) {
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * WORDS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int instruction : CODE) {
      bytes.putInt(instruction);
    }
    for (int i = 0; i < WORDS - 1; i++) {
      bytes.putInt(entry.registers().getOrDefault("r" + i, 0L).intValue());
    }
    return bytes.putInt((int) entry.entry().value()).array();
  }
}
