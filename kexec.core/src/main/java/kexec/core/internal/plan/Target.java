package kexec.core.internal.plan;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;

/**
 * What a plan is for: a machine that is present, or only a memory map.
 *
 * @param machine the machine's name
 * @param architecture the label of the architecture whose kernels it starts; empty for any
 * @param firmware what it runs under
 * @param memory its memory
 * @param rules its receiver's rules
 * @param platform what the running system passes to the next kernel
 * @param notes where a crash kernel finds the crash notes
 * @param check the machine's own check
 * @param findings findings about this choice of target itself
 */
public record Target(
    Optional<String> machine,
    Optional<String> architecture,
    String firmware,
    MemoryMap memory,
    ReceiverRules rules,
    PlatformData platform,
    DumpNotes notes,
    OwnCheck check,
    List<Finding> findings) {

  /** Checks what no declared rule covers. */
  @FunctionalInterface
  public interface OwnCheck {

    /**
     * Checks a plan.
     *
     * @param plan the plan
     * @return all findings
     * @throws KexecException if it cannot be checked
     */
    List<Finding> check(Plan plan) throws KexecException;
  }

  /**
   * {@return the target that consists of some memory only, with the rules that all known receivers
   * share}
   *
   * @param memory the memory
   * @param architecture the label of the architecture of its kernels; empty for any
   * @param notes where a crash kernel finds the crash notes; empty if it is unknown
   */
  public static Target bare(
      MemoryMap memory, Optional<String> architecture, List<Range<MachineAddress>> notes) {
    return new Target(
        Optional.empty(),
        architecture,
        "none",
        memory,
        ReceiverRules.builder().build(),
        name -> Optional.empty(),
        new DumpNotes(notes, Optional.empty(), Optional.empty(), Optional.empty()),
        plan -> List.of(),
        List.of());
  }

  /**
   * {@return this target with another machine's memory and without platform data, which is unknown
   * for the other machine}
   *
   * @param other the other machine's memory
   */
  public Target withForeignMemory(MemoryMap other) {
    return new Target(
        machine,
        architecture,
        firmware,
        other,
        rules,
        name -> Optional.empty(),
        DumpNotes.NONE,
        plan -> List.of(),
        findings);
  }
}
