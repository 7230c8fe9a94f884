package kexec.api.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * Where a crashing kernel leaves what its crash kernel has to know.
 *
 * @param cpus one range for each processor, to which its registers are written as ELF notes
 * @param vmcoreinfo what each of those that ran describes itself by (Linux's VMCOREINFO note, a
 *     hypervisor's own beside it), perhaps none
 * @param kernelText the running kernel's text, where it is known
 * @param directMap where the running kernel sees machine address zero, if it maps all its RAM at
 *     one distance and that is known
 */
public record CrashNotes(
    List<Range<MachineAddress>> cpus,
    List<Range<MachineAddress>> vmcoreinfo,
    Optional<KernelText> kernelText,
    Optional<VirtualAddress> directMap) {

  /** What a receiver tells that leaves nothing behind: no notes at all. */
  public static final CrashNotes NONE =
      new CrashNotes(List.of(), List.of(), Optional.empty(), Optional.empty());

  /** Makes the lists unmodifiable. */
  public CrashNotes {
    cpus = List.copyOf(cpus);
    vmcoreinfo = List.copyOf(vmcoreinfo);
  }

  /**
   * The running kernel's text.
   *
   * @param memory where it lies
   * @param virtualStart where the running kernel sees its start
   */
  public record KernelText(Range<MachineAddress> memory, VirtualAddress virtualStart) {}
}
