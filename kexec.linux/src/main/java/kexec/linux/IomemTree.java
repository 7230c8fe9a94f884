package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/** Parses the lines of {@code /proc/iomem} (Linux, kernel/resource.c, r_show()) into a tree. */
final class IomemTree {

  /** Two spaces per level, the range with inclusive end, the name. */
  static final Pattern LINE = Pattern.compile("( *)([0-9a-fA-F]{1,16})-([0-9a-fA-F]{1,16}) : (.*)");

  /** The kernel's maximum depth (kernel/resource.c, MAX_IORES_LEVEL). */
  private static final int MAX_DEPTH = 8;

  private final String source;
  private final List<IomemNode> roots = new ArrayList<>();
  private final List<IomemNode> path = new ArrayList<>();

  /** A line by its parts. */
  private record Part(Line line, int indent, InclusiveRange range, String name) {}

  private IomemTree(String source) {
    this.source = source;
  }

  /**
   * Parses all lines.
   *
   * @param source where the text comes from
   * @param lines the lines
   * @return the top-level lines, ascending
   * @throws MemoryMapException if a line is malformed or inconsistent with its neighbours, or if
   *     all addresses are hidden
   */
  static List<IomemNode> parse(String source, List<Line> lines) throws MemoryMapException {
    IomemTree tree = new IomemTree(source);
    List<Part> parts = new ArrayList<>(lines.size());
    boolean hidden = !lines.isEmpty();
    for (Line line : lines) {
      Part part = tree.part(line);
      hidden &= part.range().isHidden();
      parts.add(part);
    }
    if (hidden) {
      throw MemoryMapException.ofText(
          MemoryMapException.ZEROS,
          source,
          "every address is zero, as the kernel shows it to users who may not see addresses",
          "Run as root, or give a copy of /proc/iomem that root made.");
    }
    for (Part part : parts) {
      tree.add(part);
    }
    return tree.roots;
  }

  private Part part(Line line) throws MemoryMapException {
    Matcher match = LINE.matcher(line.text());
    if (!match.matches()) {
      throw bad(line, "it is no line of /proc/iomem");
    }
    return new Part(
        line,
        match.group(1).length(),
        InclusiveRange.parse(match.group(2), match.group(3)),
        match.group(4).strip());
  }

  private void add(Part part) throws MemoryMapException {
    Line line = part.line();
    int indent = part.indent();
    int depth = indent / 2;
    if (indent % 2 != 0 || depth > path.size()) {
      throw bad(line, "its indentation fits no line above it");
    }
    if (depth > MAX_DEPTH) {
      throw bad(line, "it is nested more deeply than the kernel prints");
    }
    Range<MachineAddress> range = part.range().halfOpen(source, line);
    IomemNode node = new IomemNode(line, range, part.name());
    path.subList(depth, path.size()).clear();
    List<IomemNode> siblings = depth == 0 ? roots : path.get(depth - 1).children();
    if (depth > 0 && !path.get(depth - 1).range().contains(range)) {
      throw overlap(line, "it is not wholly within line " + path.get(depth - 1).line().number());
    }
    if (!siblings.isEmpty()) {
      checkOrder(siblings.get(siblings.size() - 1), node);
    }
    siblings.add(node);
    path.add(node);
  }

  private void checkOrder(IomemNode before, IomemNode node) throws MemoryMapException {
    if (before.range().overlaps(node.range())) {
      throw overlap(node.line(), "it shares addresses with line " + before.line().number());
    }
    if (node.range().start().isBelow(before.range().start())) {
      throw bad(node.line(), "it lies below line " + before.line().number() + " before it");
    }
  }

  private MemoryMapException bad(Line line, String reason) {
    return MemoryMapException.ofLine(MemoryMapException.LINE, source, line, reason);
  }

  private MemoryMapException overlap(Line line, String reason) {
    return MemoryMapException.ofLine(MemoryMapException.OVERLAP, source, line, reason);
  }
}
