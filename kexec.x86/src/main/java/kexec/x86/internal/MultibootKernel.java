package kexec.x86.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.Align;
import kexec.base.kernel.ElfKernel;
import kexec.base.kernel.ElfReader;

/**
 * A kernel with a Multiboot header, ready to be placed.
 *
 * @param header its header
 * @param start its physical link address, rounded down to a page
 * @param first the link address of its own first byte, at or above {@code start}
 * @param size the bytes of memory needed from {@code start} on
 * @param data its content; zeros follow
 * @param entryOffset its first instruction, in bytes from {@code start}
 * @param elf the ELF header's fields for people, empty if the header's addresses were used
 */
record MultibootKernel(
    MultibootHeader header,
    long start,
    long first,
    long size,
    SegmentData data,
    long entryOffset,
    Map<String, String> elf) {

  private static final ElfKernel.Rules RULES =
      new ElfKernel.Rules(
          List.of(Architecture.X86_64, Architecture.I386), LinuxKernel.PHYSICAL_LIMIT);

  /** Twice the size of any kernel, as for ELF files. */
  private static final long SIZE_MAX = 1L << 31;

  /** The result of reading: a kernel, or what is wrong with the file. */
  record Read(Optional<MultibootKernel> kernel, Optional<Finding> finding) {}

  /** Reads a file in which a header was found. */
  static Read read(SegmentData file, MultibootHeader header) throws BadFileException {
    if (header.addresses().isPresent()) {
      return byAddresses(file, header, header.addresses().get());
    }
    if (ElfReader.missing(file).isPresent()) {
      return broken(
          "multiboot-not-loadable",
          "the file is no ELF file, and its Multiboot header does not say where to load it");
    }
    ElfKernel.Read read = ElfKernel.read(file, RULES);
    return read.finding().isPresent()
        ? new Read(Optional.empty(), read.finding())
        : byElf(file, header, read.kernel().orElseThrow());
  }

  private static Read byElf(SegmentData file, MultibootHeader header, ElfKernel elf) {
    long entry = header.entry().orElse(elf.start() + elf.entryOffset());
    MultibootKernel kernel =
        new MultibootKernel(
            header,
            elf.start(),
            elf.loads().get(0).paddr(),
            elf.size(),
            elf.data(file),
            entry - elf.start(),
            elf.header().texts());
    return elf.loads().stream().anyMatch(load -> load.hasPhysical(entry))
        ? sound(kernel)
        : entersNothing(kernel);
  }

  private static Read byAddresses(
      SegmentData file, MultibootHeader header, MultibootAddresses addresses) {
    long at = header.offset();
    long offset = addresses.fileOffset(at);
    long first = addresses.start(at);
    long loaded = addresses.fileSize(at, file.size());
    long size = addresses.memorySize(at, file.size());
    boolean sane =
        offset >= 0
            && offset <= at
            && first >= 0
            && loaded > 0
            && loaded <= file.size() - offset
            && size >= loaded;
    if (!sane || header.entry().isEmpty()) {
      return broken(
          "multiboot-addresses",
          "the header's addresses want 0x%x bytes in memory, 0x%x of them from 0x%x on of 0x%x in the file"
              .formatted(size, loaded, offset, file.size()));
    }
    long start = Align.down(first, LinuxKernel.PAGE);
    SegmentData data =
        SegmentData.concat(List.of(SegmentData.zeros(first - start), file.slice(offset, loaded)));
    long entry = header.entry().getAsLong();
    MultibootKernel kernel =
        new MultibootKernel(
            header, start, first, first - start + size, data, entry - start, Map.of());
    return first <= entry && entry - start < data.size() ? sound(kernel) : entersNothing(kernel);
  }

  private static Read entersNothing(MultibootKernel kernel) {
    return broken(
        "multiboot-entry-outside",
        "the entry 0x%x does not lie in what the file has of the 0x%x bytes from 0x%x on"
            .formatted(kernel.start + kernel.entryOffset, kernel.size, kernel.start));
  }

  private static Read sound(MultibootKernel kernel) {
    if (kernel.size > SIZE_MAX || kernel.start + kernel.size > LinuxKernel.FOUR_GIB) {
      return broken(
          "multiboot-above-4g",
          "the kernel takes 0x%x bytes from 0x%x on, and Multiboot knows no memory above 4 GiB"
              .formatted(kernel.size, kernel.start));
    }
    return kernel.relocation().isPresent() && kernel.relocatedEnd() < kernel.relocatedStart()
        ? broken(
            "multiboot-relocation",
            "the kernel may lie within [0x%x, 0x%x), which is less than its 0x%x bytes"
                .formatted(
                    kernel.relocation().get().minimum(),
                    kernel.relocation().get().maximum(),
                    kernel.size))
        : new Read(Optional.of(kernel), Optional.empty());
  }

  private static Read broken(String code, String message) {
    return new Read(
        Optional.empty(), Optional.of(Finding.error(code, message, MultibootFindings.DAMAGED)));
  }

  /**
   * {@return where else the kernel may be placed} A kernel that does not begin at a page boundary
   * would lose its alignment if its pages were moved, and stays at its link address.
   */
  Optional<MultibootHeader.Relocation> relocation() {
    return first == start ? header.relocation() : Optional.empty();
  }

  /** {@return the lowest address to which it may be moved} */
  long relocatedStart() {
    MultibootHeader.Relocation to = relocation().orElseThrow();
    return Align.up(Math.max(to.minimum(), LinuxKernel.PAGE), alignment());
  }

  /** {@return the highest address to which it may be moved} */
  private long relocatedEnd() {
    return Align.down(
        relocation().orElseThrow().maximum() - Align.up(size, LinuxKernel.PAGE), alignment());
  }

  /** {@return the alignment of its address} */
  long alignment() {
    long asked = relocation().map(MultibootHeader.Relocation::alignment).orElse(0L);
    return Math.max(asked, LinuxKernel.PAGE);
  }

  /** {@return the fields of all headers for people} */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>(header.texts());
    texts.putAll(elf);
    return texts;
  }
}
