package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.linux.internal.MemoryNames;

/**
 * The content of {@code /proc/iomem}: the memory map, the crash kernel reservations, and the
 * location of the running kernel.
 */
public final class Iomem {

  private final MemoryMap memoryMap;
  private final List<IomemNode> roots;

  /**
   * Creates the content.
   *
   * @param memoryMap the map
   * @param roots the top-level lines
   */
  Iomem(MemoryMap memoryMap, List<IomemNode> roots) {
    this.memoryMap = memoryMap;
    this.roots = List.copyOf(roots);
  }

  /**
   * Parses {@code /proc/iomem}.
   *
   * @param source where the text comes from, such as a file name, for error messages
   * @param text the text, which is untrusted input
   * @return the parsed content
   * @throws MemoryMapException if a line is malformed or inconsistent with the others, if there is
   *     no line, or if the kernel hides all addresses
   */
  public static Iomem parse(String source, String text) throws MemoryMapException {
    if (text.length() > MemoryMapText.MAX_LENGTH) {
      throw MemoryMapText.tooLong(source);
    }
    List<Line> lines = Line.of(text);
    if (lines.isEmpty()) {
      throw MemoryMapText.empty(source);
    }
    return IomemParser.parse(source, lines);
  }

  /** {@return the memory map, including the memory reserved for a crash kernel} */
  public MemoryMap memoryMap() {
    return memoryMap;
  }

  /**
   * {@return the range of the running kernel's code, with an unaligned end; empty if the kernel
   * does not list it}
   */
  public Optional<Range<MachineAddress>> kernelCode() {
    return named("Kernel code").ranges().stream().findFirst();
  }

  /**
   * {@return the address at which the boot processor sees the running kernel's RAM} These differ
   * only if RAM is listed a second time, at its boot aliases: in the same order, with the same
   * distances (Linux, arch/arm/kernel/setup.c, request_standard_resources()).
   *
   * @param address an address in the running kernel's RAM
   * @throws MemoryMapException if the boot processor does not see it
   */
  public MachineAddress bootAddress(PhysicalAddress address) throws MemoryMapException {
    List<Range<MachineAddress>> aliases = tops(MemoryNames.SYSTEM_RAM + MemoryNames.BOOT_ALIAS);
    if (aliases.isEmpty()) {
      return new MachineAddress(address.value());
    }
    List<Range<MachineAddress>> plain = tops(MemoryNames.SYSTEM_RAM);
    for (int i = 0; i < Math.min(aliases.size(), plain.size()); i++) {
      long distance = address.value() - plain.get(i).start().value();
      if (Long.compareUnsigned(distance, plain.get(i).size()) < 0
          && Long.compareUnsigned(distance, aliases.get(i).size()) < 0) {
        return aliases.get(i).start().plus(distance);
      }
    }
    throw MemoryMapException.ofText(
        MemoryMapException.ALIAS,
        "/proc/iomem",
        "the boot processor does not see the memory at " + address,
        "Report this with /proc/iomem: the kernel needs an address that no image can use.");
  }

  private List<Range<MachineAddress>> tops(String name) {
    return roots.stream().filter(root -> root.name().equals(name)).map(IomemNode::range).toList();
  }

  /**
   * {@return all ranges with a name, at any nesting depth; empty if there are none}
   *
   * @param name the name as the kernel prints it
   */
  public RangeSet<MachineAddress> named(String name) {
    List<Range<MachineAddress>> found = new ArrayList<>();
    roots.forEach(root -> gather(root, name, found));
    return RangeSet.of(found);
  }

  private static void gather(IomemNode node, String name, List<Range<MachineAddress>> found) {
    if (node.name().equals(name)) {
      found.add(node.range());
    }
    node.children().forEach(child -> gather(child, name, found));
  }
}
