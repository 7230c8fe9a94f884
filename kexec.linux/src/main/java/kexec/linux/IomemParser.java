package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * Reads what {@code /proc/iomem} tells into a memory map.
 *
 * <p>Where the boot processor sees RAM at other addresses than the running kernel does, the kernel
 * lists it twice (Linux, arch/arm/kernel/setup.c, request_standard_resources()); images are laid
 * out at the aliases, so these win and the plain lines are left out.
 */
final class IomemParser {

  private static final String ALIAS = " (boot alias)";

  private final String ram;
  private final String crash;
  private final List<Entry> entries = new ArrayList<>();
  private final List<CrashRegion> crashRegions = new ArrayList<>();

  private IomemParser(boolean aliased) {
    this.ram = "System RAM" + (aliased ? ALIAS : "");
    this.crash = "Crash kernel" + (aliased ? ALIAS : "");
  }

  /**
   * Reads a text.
   *
   * @param source where it comes from
   * @param lines its lines
   * @return what it tells
   * @throws MemoryMapException if a line cannot be understood
   */
  static Iomem parse(String source, List<Line> lines) throws MemoryMapException {
    List<IomemNode> roots = IomemTree.parse(source, lines);
    boolean aliased = roots.stream().anyMatch(root -> root.name().equals("System RAM" + ALIAS));
    IomemParser parser = new IomemParser(aliased);
    for (IomemNode root : roots) {
      parser.visit(root, parser.topType(root));
    }
    MemoryMap map = Entry.mapOf(source, parser.entries);
    MemoryMap whole = CrashRegion.addTo(map, source, parser.crashRegions);
    return new Iomem(whole, roots);
  }

  private Optional<MemoryType> topType(IomemNode root) {
    return root.name().equals(ram) ? Optional.of(MemoryType.RAM) : root.ownType();
  }

  /** Gathers a node of some type, and below it whatever is of another type. */
  private void visit(IomemNode node, Optional<MemoryType> type) {
    if (node.name().equals(crash)) {
      crashRegions.add(new CrashRegion(node.line(), node.range()));
    }
    List<Range<MachineAddress>> others = new ArrayList<>();
    for (IomemNode child : node.children()) {
      others.addAll(otherTypesBelow(child));
      visit(child, child.ownType());
    }
    RangeSet<MachineAddress> own = RangeSet.of(node.range()).subtract(RangeSet.of(others));
    type.ifPresent(t -> own.ranges().forEach(r -> entries.add(new Entry(node.line(), r, t))));
  }

  private static List<Range<MachineAddress>> otherTypesBelow(IomemNode node) {
    if (node.ownType().isPresent()) {
      return List.of(node.range());
    }
    return node.children().stream().flatMap(child -> otherTypesBelow(child).stream()).toList();
  }
}
