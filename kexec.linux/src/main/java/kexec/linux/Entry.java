package kexec.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;

/**
 * A region of a memory map, and the line that lists it.
 *
 * @param line the line
 * @param range the region's addresses
 * @param type its memory type
 */
record Entry(Line line, Range<MachineAddress> range, MemoryType type) {

  /**
   * {@return a map of disjoint entries}
   *
   * @param source where the text comes from
   * @param entries in any order
   * @throws MemoryMapException if two overlap
   */
  static MemoryMap mapOf(String source, List<Entry> entries) throws MemoryMapException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(Entry::range));
    for (int i = 1; i < sorted.size(); i++) {
      Entry lower = sorted.get(i - 1);
      Entry upper = sorted.get(i);
      if (upper.range.start().isBelow(lower.range.end())) {
        throw MemoryMapException.ofLine(
            MemoryMapException.OVERLAP,
            source,
            upper.line,
            "it shares addresses with line " + lower.line.number());
      }
    }
    return MemoryMap.of(sorted.stream().map(e -> new MemoryRegion(e.range, e.type)).toList());
  }
}
