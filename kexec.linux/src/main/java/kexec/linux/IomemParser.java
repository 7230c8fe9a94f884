package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.linux.internal.MemoryNames;

/**
 * Parses {@code /proc/iomem} into a memory map.
 *
 * <p>If the boot processor sees RAM at other addresses than the running kernel, the kernel lists it
 * twice (Linux, arch/arm/kernel/setup.c, request_standard_resources()). Images are laid out at the
 * aliases, so the aliases are used and the plain lines are ignored.
 */
final class IomemParser {

  private final boolean aliased;
  private final String ram;
  private final String crash;
  private final List<Entry> entries = new ArrayList<>();
  private final List<CrashRegion> crashRegions = new ArrayList<>();
  private final List<Range<MachineAddress>> held = new ArrayList<>();
  private final List<Range<MachineAddress>> kernelRam = new ArrayList<>();

  private IomemParser(boolean aliased) {
    this.aliased = aliased;
    this.ram = MemoryNames.SYSTEM_RAM + (aliased ? MemoryNames.BOOT_ALIAS : "");
    this.crash = "Crash kernel" + (aliased ? MemoryNames.BOOT_ALIAS : "");
  }

  /**
   * Parses the lines.
   *
   * @param source where it comes from
   * @param lines its lines
   * @return the parsed content
   * @throws MemoryMapException if a line is malformed
   */
  static Iomem parse(String source, List<Line> lines) throws MemoryMapException {
    List<IomemNode> roots = IomemTree.parse(source, lines);
    boolean aliased =
        roots.stream()
            .anyMatch(root -> root.name().equals(MemoryNames.SYSTEM_RAM + MemoryNames.BOOT_ALIAS));
    IomemParser parser = new IomemParser(aliased);
    for (IomemNode root : roots) {
      parser.visit(root, parser.topType(root));
      parser.gatherKernelRam(root, false);
    }
    MemoryMap map =
        Entry.mapOf(source, parser.entries)
            .withHeld(RangeSet.of(parser.held))
            .withKernelRam(RangeSet.of(parser.kernelRam));
    MemoryMap whole = CrashRegion.addTo(map, source, parser.crashRegions);
    return new Iomem(whole, roots);
  }

  private Optional<MemoryType> topType(IomemNode root) {
    return root.name().equals(ram) ? Optional.of(MemoryType.RAM) : root.ownType();
  }

  /** Collects a node of some type and every nested node of another type. */
  private void visit(IomemNode node, Optional<MemoryType> type) {
    if (node.name().equals(crash)) {
      crashRegions.add(new CrashRegion(node.line(), node.range()));
    }
    List<Range<MachineAddress>> others = new ArrayList<>();
    for (IomemNode child : node.children()) {
      others.addAll(otherTypesBelow(child));
      visit(child, child.ownType());
      if (type.equals(Optional.of(MemoryType.RAM)) && !MemoryNames.isPlainRam(child.name())) {
        held.add(child.range());
      }
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

  /**
   * Collects what the running kernel uses as RAM. Reserved memory within it belongs to the kernel,
   * such as the page tables of arm64; memory of another type, or a window, does not.
   */
  private void gatherKernelRam(IomemNode node, boolean inRam) {
    boolean own = isKernelRam(node, inRam);
    RangeSet<MachineAddress> left = RangeSet.of(node.range());
    if (!node.children().isEmpty()) {
      left = left.subtract(RangeSet.of(node.children().stream().map(IomemNode::range).toList()));
    }
    if (own) {
      kernelRam.addAll(left.ranges());
    }
    node.children().forEach(child -> gatherKernelRam(child, own));
  }

  private boolean isKernelRam(IomemNode node, boolean inRam) {
    if (aliased ? node.name().equals(ram) : MemoryNames.isKernelRam(node.name())) {
      return true;
    }
    Optional<MemoryType> type = node.ownType();
    return inRam
        && !MemoryNames.isAperture(node.name())
        && (type.isEmpty() || type.get().equals(MemoryType.RESERVED));
  }
}
