package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.linux.internal.MemoryNames;

/** A line of {@code /proc/iomem} with the lines that are indented below it. */
final class IomemNode {

  private final Line line;
  private final Range<MachineAddress> range;
  private final String name;
  private final List<IomemNode> children = new ArrayList<>();

  /**
   * Makes a node without children.
   *
   * @param line the line
   * @param range its range
   * @param name what the kernel calls it
   */
  IomemNode(Line line, Range<MachineAddress> range, String name) {
    this.line = line;
    this.range = range;
    this.name = name;
  }

  Line line() {
    return line;
  }

  Range<MachineAddress> range() {
    return range;
  }

  String name() {
    return name;
  }

  List<IomemNode> children() {
    return children;
  }

  /**
   * Returns what the node's name says of its memory, wherever it is nested. RAM is not told here:
   * it is RAM at the top level only, because a driver's own memory is nested and not for kernels to
   * be loaded to.
   *
   * @return the type, or nothing for a device, a bus, or a part of the running kernel
   */
  Optional<MemoryType> ownType() {
    return MemoryNames.type(name).filter(type -> !type.equals(MemoryType.RAM));
  }
}
