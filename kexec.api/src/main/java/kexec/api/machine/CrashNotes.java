package kexec.api.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * Where a crashing system leaves its ELF notes: the registers of each processor, and what each that
 * ran describes itself by (Linux's VMCOREINFO, a hypervisor's own beside it).
 *
 * @param machine notes at machine addresses, such as a hypervisor tells them
 * @param kernel notes at addresses that the running kernel calls physical; the core translates them
 * @param kernelText the running kernel's text, where it is known
 * @param directMap where the running kernel sees machine address zero, if it maps all its RAM at
 *     one distance and that is known
 */
public record CrashNotes(
    List<Range<MachineAddress>> machine,
    List<Range<PhysicalAddress>> kernel,
    Optional<KernelText> kernelText,
    Optional<VirtualAddress> directMap) {

  /** No crash notes. */
  public static final CrashNotes NONE =
      new CrashNotes(List.of(), List.of(), Optional.empty(), Optional.empty());

  /** Makes the lists unmodifiable. */
  public CrashNotes {
    machine = List.copyOf(machine);
    kernel = List.copyOf(kernel);
  }

  /**
   * The running kernel's text.
   *
   * @param memory where it lies
   * @param virtualStart where the running kernel sees its start
   */
  public record KernelText(Range<PhysicalAddress> memory, VirtualAddress virtualStart) {}
}
