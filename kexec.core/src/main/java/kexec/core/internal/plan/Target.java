package kexec.core.internal.plan;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;

/**
 * What a plan is made for: a machine that is present, or a bare memory map.
 *
 * @param machine the machine's name
 * @param architecture the label of the architecture it starts kernels of; nothing where any will do
 * @param firmware what it runs under
 * @param memory its memory
 * @param rules what its receiver takes
 * @param platform what the running system hands on
 * @param notes where a crash kernel finds what the crashed one left
 * @param check the machine's own check
 * @param findings what is to be said of this choice of target itself
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
     * @return all that was found
     * @throws KexecException if it cannot be checked
     */
    List<Finding> check(Plan plan) throws KexecException;
  }

  /**
   * Returns the target that is no more than some memory, with the rules of every known receiver.
   *
   * @param memory the memory
   * @return the target
   */
  public static Target bare(MemoryMap memory) {
    return new Target(
        Optional.empty(),
        Optional.empty(),
        "none",
        memory,
        ReceiverRules.builder().build(),
        name -> Optional.empty(),
        DumpNotes.NONE,
        plan -> List.of(),
        List.of());
  }

  /**
   * Returns this target with another machine's memory, of which it is not known what it hands on.
   *
   * @param other the other machine's memory
   * @return the changed target
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
