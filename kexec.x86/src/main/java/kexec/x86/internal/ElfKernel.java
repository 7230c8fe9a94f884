package kexec.x86.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;

/**
 * A validated ELF file.
 *
 * @param header its header
 * @param loads its loaded segments, by ascending physical address
 */
record ElfKernel(ElfHeader header, List<ProgramHeader> loads) {

  /** The result of reading: a kernel, or what is wrong with the file. */
  record Read(Optional<ElfKernel> kernel, Optional<Finding> finding) {}

  /** Creates it with an immutable copy of the list. */
  ElfKernel {
    loads = List.copyOf(loads);
  }

  /** Validates a header, given the file's length. */
  @FunctionalInterface
  interface Judge {

    /** {@return what is wrong, or empty} */
    Optional<Finding> judge(ElfHeader header, long fileSize);
  }

  /** Reads and validates a file with the ELF magic number, which must be for x86_64. */
  static Read read(MappedFile file) throws BadFileException {
    return read(file.data(), ElfHeaderRules::judge);
  }

  /**
   * Reads and validates data with the ELF magic number.
   *
   * @param rules the rules for the header
   */
  static Read read(SegmentData file, Judge rules) throws BadFileException {
    Optional<ElfHeader> header = ElfReader.header(file);
    if (header.isEmpty()) {
      return broken(ElfHeaderRules.headerTruncated(file.size()));
    }
    Optional<Finding> wrong = rules.judge(header.get(), file.size());
    if (wrong.isPresent()) {
      return broken(wrong.get());
    }
    List<ProgramHeader> loads =
        ElfReader.programHeaders(file, header.get()).stream()
            .filter(ProgramHeader::isLoaded)
            .sorted(Comparator.comparingLong(ProgramHeader::paddr))
            .toList();
    wrong = ElfSegmentRules.judge(header.get(), loads, file.size());
    return wrong.isPresent()
        ? broken(wrong.get())
        : new Read(Optional.of(new ElfKernel(header.get(), loads)), Optional.empty());
  }

  private static Read broken(Finding finding) {
    return new Read(Optional.empty(), Optional.of(finding));
  }

  /** {@return the physical link address, rounded down to a page} */
  long start() {
    return Align.down(loads.get(0).paddr(), LinuxKernel.PAGE);
  }

  /** {@return the bytes of memory needed from {@link #start} on} */
  long size() {
    return loads.get(loads.size() - 1).end() - start();
  }

  /**
   * {@return the first instruction, in bytes from {@link #start}} A vmlinux gives its physical
   * address in {@code e_entry}. If {@code e_entry} is only a virtual address, it is translated.
   */
  long entryOffset() {
    long entry = header.entry();
    long physical =
        loads.stream()
            .filter(load -> load.hasPhysical(entry))
            .map(load -> entry)
            .findFirst()
            .orElseGet(() -> translated(entry));
    return physical - start();
  }

  private long translated(long entry) {
    return loads.stream()
        .filter(load -> load.hasVirtual(entry))
        .map(load -> entry - load.vaddr() + load.paddr())
        .findFirst()
        .orElseThrow();
  }

  /** {@return the memory content from {@link #start} on; what follows it is zero} */
  SegmentData data(SegmentData file) {
    List<SegmentData> pieces = new ArrayList<>();
    long at = start();
    for (ProgramHeader load : loads) {
      pieces.add(SegmentData.zeros(load.paddr() - at));
      pieces.add(file.slice(load.offset(), load.filesz()));
      at = load.paddr() + load.filesz();
    }
    return SegmentData.concat(pieces);
  }
}
