package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * What {@code /proc/iomem} tells: the memory map, where crash kernels may live, and where the
 * running kernel has its parts.
 */
public final class Iomem {

  private final MemoryMap memoryMap;
  private final List<IomemNode> roots;

  /**
   * Makes the object.
   *
   * @param memoryMap the map
   * @param roots the lines of the top level
   */
  Iomem(MemoryMap memoryMap, List<IomemNode> roots) {
    this.memoryMap = memoryMap;
    this.roots = List.copyOf(roots);
  }

  /**
   * Reads a text.
   *
   * @param source where the text comes from, such as a file's name, for error texts
   * @param text the text, whose every character may lie
   * @return what it tells
   * @throws MemoryMapException if a line is no line of {@code /proc/iomem} or does not fit the
   *     others, if there is no line at all, or if the kernel hides all addresses
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

  /**
   * Returns the memory map.
   *
   * @return the map, with the memory that is kept for a crash kernel
   */
  public MemoryMap memoryMap() {
    return memoryMap;
  }

  /**
   * Returns where the running kernel has its code.
   *
   * @return the range, its end not aligned; nothing where the kernel does not tell
   */
  public Optional<Range<MachineAddress>> kernelCode() {
    return named("Kernel code").ranges().stream().findFirst();
  }

  /**
   * Returns all ranges of some name, however deeply nested.
   *
   * @param name the name as the kernel prints it
   * @return the ranges; none where the name is not there
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
