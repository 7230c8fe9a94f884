package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.linux.internal.MemoryNames;

/** A line of {@code /proc/iomem} with its nested lines. */
final class IomemNode {

  private final Line line;
  private final Range<MachineAddress> range;
  private final String name;
  private final Optional<MemoryType> ownType;
  private final List<IomemNode> children = new ArrayList<>();

  /**
   * Creates a node without children.
   *
   * @param line the line
   * @param range its range
   * @param name the kernel's name
   */
  IomemNode(Line line, Range<MachineAddress> range, String name) {
    this.line = line;
    this.range = range;
    this.name = name;
    this.ownType = MemoryNames.type(name).filter(type -> !type.equals(MemoryType.RAM));
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
   * {@return the memory type that the node's name stands for at any nesting depth; empty for a
   * device, a bus, or a part of the running kernel} Never RAM: only top-level RAM counts, because
   * nested RAM belongs to a driver and kernels must not be loaded into it.
   */
  Optional<MemoryType> ownType() {
    return ownType;
  }
}
