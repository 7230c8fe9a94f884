package kexec.api.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * Where a crashing system writes its ELF notes: the registers of each processor, and each running
 * component's description of itself (Linux's VMCOREINFO, a hypervisor's own beside it).
 *
 * @param machine notes at machine addresses, as a hypervisor reports them
 * @param kernel notes at physical addresses of the running kernel; the core translates them
 * @param kernelText the running kernel's text, if known
 * @param directMap the running kernel's virtual address of machine address zero, if it maps all its
 *     RAM at one offset and that is known
 */
public record CrashNotes(
    List<Range<MachineAddress>> machine,
    List<Range<PhysicalAddress>> kernel,
    Optional<KernelText> kernelText,
    Optional<VirtualAddress> directMap) {

  /** No crash notes. */
  public static final CrashNotes NONE =
      new CrashNotes(List.of(), List.of(), Optional.empty(), Optional.empty());

  /** Creates it with unmodifiable lists. */
  public CrashNotes {
    machine = List.copyOf(machine);
    kernel = List.copyOf(kernel);
  }

  /**
   * The running kernel's text.
   *
   * @param memory its physical memory
   * @param virtualStart its virtual start address in the running kernel
   */
  public record KernelText(Range<PhysicalAddress> memory, VirtualAddress virtualStart) {}
}
