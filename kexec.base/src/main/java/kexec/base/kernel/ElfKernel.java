package kexec.base.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.Recognition;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentData;

/**
 * A validated ELF file.
 *
 * @param header its header
 * @param loads its loaded segments, by ascending physical address
 */
public record ElfKernel(ElfHeader header, List<ProgramHeader> loads) {

  private static final long PAGE = 4096;

  /** The result of reading: a kernel, or what is wrong with the file. */
  public record Read(Optional<ElfKernel> kernel, Optional<Finding> finding) {}

  /** Creates it with an immutable copy of the list. */
  public ElfKernel {
    loads = List.copyOf(loads);
  }

  /**
   * What is required of a file.
   *
   * @param architectures whose kernels are permitted, the usual one first
   * @param limit the end of the physical addresses that segments may have, unsigned
   */
  public record Rules(List<Architecture> architectures, long limit) {

    /** Creates it with an immutable copy of the list. */
    public Rules {
      architectures = List.copyOf(architectures);
    }
  }

  /** A protocol's answer about a valid file. */
  @FunctionalInterface
  public interface Answer {

    /**
     * {@return the answer}
     *
     * @param elf the file
     * @throws KexecException if the file cannot be read
     */
    Recognition of(ElfKernel elf) throws KexecException;
  }

  /**
   * Reads and validates a file for a boot protocol.
   *
   * @param file the file
   * @param rules what is required of it
   * @param answer the protocol's answer, if the file is valid
   * @return the answer; that the file is of another kind, or the first violated rule
   * @throws KexecException if the file cannot be read
   */
  public static Recognition recognise(BootFile file, Rules rules, Answer answer)
      throws KexecException {
    Optional<String> missing = ElfReader.missing(file.data());
    if (missing.isPresent()) {
      return new Recognition.Foreign(missing.get());
    }
    Read read = read(file.data(), rules);
    return read.finding().isPresent()
        ? new Recognition.Malformed(read.finding().get())
        : answer.of(read.kernel().orElseThrow());
  }

  /**
   * Reads and validates data with the ELF magic number.
   *
   * @param file the data
   * @param rules what is required of it
   * @return the kernel, or the first violated rule
   * @throws BadFileException if the file was truncated meanwhile
   */
  public static Read read(SegmentData file, Rules rules) throws BadFileException {
    Optional<ElfHeader> header = ElfReader.header(file);
    if (header.isEmpty()) {
      return broken(ElfHeaderRules.headerTruncated(file.size()));
    }
    Optional<Finding> wrong =
        new ElfHeaderRules(rules.architectures()).judge(header.get(), file.size());
    if (wrong.isPresent()) {
      return broken(wrong.get());
    }
    List<ProgramHeader> loads =
        ElfReader.programHeaders(file, header.get()).stream()
            .filter(ProgramHeader::isLoaded)
            .sorted(ProgramHeader.BY_ADDRESS)
            .toList();
    wrong = ElfSegmentRules.judge(header.get(), loads, file.size(), rules.limit());
    return wrong.isPresent()
        ? broken(wrong.get())
        : new Read(Optional.of(new ElfKernel(header.get(), loads)), Optional.empty());
  }

  private static Read broken(Finding finding) {
    return new Read(Optional.empty(), Optional.of(finding));
  }

  /** {@return the physical link address, rounded down to a page} */
  public long start() {
    return Align.down(loads.get(0).paddr(), PAGE);
  }

  /** {@return the bytes of memory needed from {@link #start} on} */
  public long size() {
    return loads.get(loads.size() - 1).end() - start();
  }

  /**
   * {@return the first instruction, in bytes from {@link #start}} A vmlinux gives its physical
   * address in {@code e_entry}. If {@code e_entry} is only a virtual address, it is translated.
   */
  public long entryOffset() {
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
  public SegmentData data(SegmentData file) {
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
