package kexec.api.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import kexec.api.memory.MachineAddress;

/**
 * Where the receiver jumps, and the state in which the kernel is then entered.
 *
 * @param entry where the receiver jumps: the first instruction of the stub or purgatory, or of the
 *     kernel if it needs neither
 * @param kernelEntry the kernel's first instruction
 * @param registers the values at the kernel's entry of the registers that the boot protocol
 *     defines, by their lower-case names; unsigned, in the protocol's order
 */
public record EntryState(
    MachineAddress entry, MachineAddress kernelEntry, Map<String, Long> registers) {

  /** Makes the registers unmodifiable and keeps their order. */
  public EntryState {
    registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
  }
}
