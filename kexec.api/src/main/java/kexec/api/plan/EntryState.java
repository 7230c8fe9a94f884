package kexec.api.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import kexec.api.memory.MachineAddress;

/**
 * Where the receiver jumps, and in what state the kernel is entered after that.
 *
 * @param entry where the receiver jumps: the stub's or purgatory's first instruction, or the
 *     kernel's own where it needs none
 * @param kernelEntry the kernel's first instruction
 * @param registers what the kernel's entry finds in the registers that the boot protocol names, by
 *     their lower-case names; unsigned values, in the protocol's order
 */
public record EntryState(
    MachineAddress entry, MachineAddress kernelEntry, Map<String, Long> registers) {

  /** Makes the registers unmodifiable, their order kept. */
  public EntryState {
    registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
  }
}
