package kexec.base.kernel;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.Finding;

/** Validates the loaded segments of an ELF file: each alone, and all together. */
final class ElfSegmentRules {

  /** A kernel maps itself into 1 GiB of virtual memory; nothing of twice that size is a kernel. */
  private static final long TOTAL_MAX = 1L << 31;

  private ElfSegmentRules() {}

  /**
   * Validates the segments.
   *
   * @param loads the segments that are not empty
   * @param fileSize bytes of the whole file
   * @param limit the end of the permitted physical addresses
   * @return the first violated rule, or empty
   */
  static Optional<Finding> judge(
      ElfHeader header, List<ProgramHeader> loads, long fileSize, long limit) {
    if (loads.isEmpty()) {
      return Optional.of(
          Finding.error(
              "elf-nothing-to-load",
              "none of the %s program headers is a PT_LOAD of any size".formatted(header.phnum()),
              "Take the vmlinux of a kernel: this ELF file is none."));
    }
    return Stream.concat(
            loads.stream().flatMap(load -> alone(load, fileSize, limit).stream()),
            Stream.of(header).flatMap(h -> together(h, loads).stream()))
        .findFirst();
  }

  private static Optional<Finding> alone(ProgramHeader load, long fileSize, long limit) {
    // Unsigned, and without a sum that could overflow.
    if (Long.compareUnsigned(load.filesz(), fileSize) > 0
        || Long.compareUnsigned(load.offset(), fileSize - load.filesz()) > 0) {
      return Optional.of(notInFile(load, fileSize));
    }
    if (Long.compareUnsigned(load.memsz(), load.filesz()) < 0) {
      return error(
          "elf-memsz-too-small",
          load.text() + " has 0x%x bytes in the file".formatted(load.filesz()));
    }
    if (Long.compareUnsigned(load.paddr(), limit) >= 0
        || Long.compareUnsigned(load.memsz(), limit - load.paddr()) > 0) {
      return error("elf-segment-wraps", load.text() + " reaches beyond 0x%x".formatted(limit));
    }
    return Long.bitCount(load.align()) <= 1
        ? Optional.empty()
        : error(
            "elf-align",
            load.text() + " has p_align 0x%x, no power of two".formatted(load.align()));
  }

  /**
   * A segment that starts within the file was truncated; one that starts behind its end is more
   * likely a corrupt offset.
   */
  private static Finding notInFile(ProgramHeader load, long fileSize) {
    return Long.compareUnsigned(load.offset(), fileSize) < 0
        ? Finding.error(
            "elf-truncated",
            "0x%x bytes at 0x%x of the file are to be loaded, and the file ends at 0x%x"
                .formatted(load.filesz(), load.offset(), fileSize),
            "Get the kernel file anew from where it came.")
        : Finding.error(
            "elf-segment-beyond-file",
            "p_offset 0x%x of a segment of 0x%x bytes lies beyond the file's 0x%x bytes"
                .formatted(load.offset(), load.filesz(), fileSize),
            ElfHeaderRules.DAMAGED);
  }

  private static Optional<Finding> together(ElfHeader header, List<ProgramHeader> loads) {
    List<ProgramHeader> sorted = loads.stream().sorted(ProgramHeader.BY_ADDRESS).toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (Long.compareUnsigned(sorted.get(i).paddr(), sorted.get(i - 1).end()) < 0) {
        return error(
            "elf-segments-overlap", sorted.get(i - 1).text() + " overlaps " + sorted.get(i).text());
      }
    }
    long total = sorted.get(sorted.size() - 1).end() - sorted.get(0).paddr();
    if (Long.compareUnsigned(total, TOTAL_MAX) > 0) {
      return error(
          "elf-size-absurd",
          "the segments span 0x%x bytes of memory, more than 0x%x".formatted(total, TOTAL_MAX));
    }
    boolean entered =
        loads.stream()
            .anyMatch(load -> load.hasPhysical(header.entry()) || load.hasVirtual(header.entry()));
    return entered
        ? Optional.empty()
        : error(
            "elf-entry-outside",
            "e_entry 0x%x lies in no segment's content, neither physical nor virtual"
                .formatted(header.entry()));
  }

  private static Optional<Finding> error(String code, String message) {
    return Optional.of(Finding.error(code, message, ElfHeaderRules.DAMAGED));
  }
}
