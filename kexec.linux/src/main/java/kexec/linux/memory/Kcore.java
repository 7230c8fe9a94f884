package kexec.linux.memory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.memory.VirtualAddress;

/**
 * The address space layout of the running x86_64 kernel, from the program headers of {@code
 * /proc/kcore}.
 *
 * @param segments the parts of its address space, in the file's order
 */
public record Kcore(List<KcoreSegment> segments) {

  // Linux, Documentation/arch/x86/x86_64/mm.rst: the text mapping ends where modules start.
  private static final VirtualAddress TEXT_START = new VirtualAddress(0xffff_ffff_8000_0000L);
  private static final VirtualAddress TEXT_END = new VirtualAddress(0xffff_ffff_c000_0000L);

  /** Creates the list unmodifiable. */
  public Kcore {
    segments = List.copyOf(segments);
  }

  /**
   * {@return the mapping of the running kernel's text and data; empty if the file does not list it}
   */
  public Optional<KcoreSegment> kernelText() {
    return segments.stream()
        .filter(segment -> !segment.virtual().start().isBelow(TEXT_START))
        .filter(segment -> segment.virtual().start().isBelow(TEXT_END))
        .min(Comparator.comparing(segment -> segment.virtual().start()));
  }

  /**
   * {@return the virtual address of physical address 0: the base of the direct mapping, which
   * address space randomisation moves; empty if the file does not show it, or not consistently for
   * all memory}
   */
  public Optional<VirtualAddress> directMap() {
    Set<Long> bases =
        segments.stream()
            .filter(segment -> segment.virtual().start().isBelow(TEXT_START))
            .flatMap(
                segment ->
                    segment.physical().stream()
                        .map(at -> segment.virtual().start().value() - at.value()))
            .collect(Collectors.toSet());
    return bases.size() == 1
        ? Optional.of(new VirtualAddress(bases.iterator().next()))
        : Optional.empty();
  }
}
