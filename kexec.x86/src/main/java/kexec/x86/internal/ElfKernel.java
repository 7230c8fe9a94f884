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
 * An ELF file that was read and judged sound.
 *
 * @param header its header
 * @param loads what it loads, by ascending physical address
 */
record ElfKernel(ElfHeader header, List<ProgramHeader> loads) {

  /** What reading gives: a kernel, or what is wrong with the file. */
  record Read(Optional<ElfKernel> kernel, Optional<Finding> finding) {}

  /** A copy that nobody can change. */
  ElfKernel {
    loads = List.copyOf(loads);
  }

  /** Says what is wrong with a header, given how long the file is. */
  @FunctionalInterface
  interface Judge {

    /** Returns what is wrong, or nothing. */
    Optional<Finding> judge(ElfHeader header, long fileSize);
  }

  /** Reads and judges a file with the ELF magic number, which must be for x86_64. */
  static Read read(MappedFile file) throws BadFileException {
    return read(file.data(), ElfHeaderRules::judge);
  }

  /**
   * Reads and judges what has the ELF magic number.
   *
   * @param rules what the header must be like
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

  /** Returns where it was linked to start in physical memory, rounded down to a page. */
  long start() {
    return Align.down(loads.get(0).paddr(), LinuxKernel.PAGE);
  }

  /** Returns how much memory it takes from {@link #start} on. */
  long size() {
    return loads.get(loads.size() - 1).end() - start();
  }

  /**
   * Returns the first instruction, in bytes from {@link #start}. A vmlinux names its physical
   * address; where {@code e_entry} is only a virtual one, it is that address's place.
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

  /** Returns what lies in memory from {@link #start} on; what lies behind it is zero. */
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
