package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * Crash notes at the addresses where the crash kernel finds them.
 *
 * @param notes each note
 * @param kernelText the crashed kernel's text, if known
 * @param textStart the virtual address of the crashed kernel's text; present if its text is
 * @param directMap the crashed kernel's virtual address of machine address zero, if known
 */
public record DumpNotes(
    List<Range<MachineAddress>> notes,
    Optional<Range<MachineAddress>> kernelText,
    Optional<VirtualAddress> textStart,
    Optional<VirtualAddress> directMap) {

  /** No notes. */
  public static final DumpNotes NONE =
      new DumpNotes(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final long PAGE = 4096;

  /** Creates it with an unmodifiable list. */
  public DumpNotes {
    notes = List.copyOf(notes);
  }

  /**
   * Translates notes to machine addresses.
   *
   * @param told where a crashing system writes them
   * @param memory the machine's memory
   * @return the notes, those at machine addresses first
   * @throws KexecException if one cannot be translated
   */
  public static DumpNotes of(CrashNotes told, MemoryOps memory) throws KexecException {
    List<Range<MachineAddress>> notes = new ArrayList<>(told.machine());
    for (Range<PhysicalAddress> note : told.kernel()) {
      notes.add(machine(note, memory));
    }
    Optional<CrashNotes.KernelText> text = told.kernelText();
    return new DumpNotes(
        notes,
        text.isPresent() ? Optional.of(machine(text.get().memory(), memory)) : Optional.empty(),
        text.map(CrashNotes.KernelText::virtualStart),
        told.directMap());
  }

  /** Translates both ends only: nothing in between can be further off. */
  private static Range<MachineAddress> machine(Range<PhysicalAddress> range, MemoryOps memory)
      throws KexecException {
    MachineAddress start = memory.toMachine(range.start());
    MachineAddress last = memory.toMachine(new PhysicalAddress(range.end().value() - 1));
    if (last.value() - start.value() != range.size() - 1) {
      throw new KexecException(
          new Fault(
              "note-not-consecutive",
              "translating the crash notes at " + range,
              "the machine has its pages of %s bytes in different places".formatted(PAGE),
              "Report this: a crash kernel cannot read such a note."));
    }
    return Range.ofSize(start, range.size());
  }
}
