package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

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
