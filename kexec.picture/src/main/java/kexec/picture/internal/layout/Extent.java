package kexec.picture.internal.layout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.Range;

/** The addresses that are worth drawing. */
public final class Extent {

  private Extent() {}

  /**
   * {@return the addresses from the first to the last that is RAM or in an item; of a map without
   * either, those of its regions; empty if there are none}
   *
   * @param memory the machine's memory
   * @param items what is in it
   */
  public static Optional<Range<MachineAddress>> of(
      MemoryMap memory, List<Range<MachineAddress>> items) {
    List<Range<MachineAddress>> drawn =
        Stream.concat(memory.ram().ranges().stream(), items.stream())
            .filter(range -> !range.isEmpty())
            .toList();
    if (drawn.isEmpty()) {
      drawn = memory.regions().stream().map(MemoryRegion::range).toList();
    }
    return drawn.stream().reduce(Extent::hull);
  }

  /**
   * {@return the smallest range with all addresses of two ranges}
   *
   * @param one a range
   * @param other another range
   */
  public static Range<MachineAddress> hull(Range<MachineAddress> one, Range<MachineAddress> other) {
    return new Range<>(
        one.start().isBelow(other.start()) ? one.start() : other.start(),
        one.end().isBelow(other.end()) ? other.end() : one.end());
  }
}
