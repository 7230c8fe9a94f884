package kexec.api.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The machine's memory: regions with their type, and where a crash kernel may live.
 *
 * <p>The regions ascend and do not overlap; neighbours of one type are joined. What no region
 * covers is a hole.
 */
public final class MemoryMap {

  private final List<MemoryRegion> regions;
  private final Optional<Range<MachineAddress>> crashRegion;

  private MemoryMap(List<MemoryRegion> regions, Optional<Range<MachineAddress>> crashRegion) {
    this.regions = Collections.unmodifiableList(regions);
    this.crashRegion = crashRegion;
  }

  /**
   * Returns the map of some regions.
   *
   * @param regions in any order; empty ones are left out
   * @return the map, without a crash region
   * @throws OverlapException if two regions share an address
   */
  public static MemoryMap of(Collection<MemoryRegion> regions) {
    List<MemoryRegion> sorted = new ArrayList<>(regions);
    sorted.removeIf(region -> region.range().isEmpty());
    sorted.sort(Comparator.comparing(MemoryRegion::range));
    List<MemoryRegion> joined = new ArrayList<>(sorted.size());
    for (MemoryRegion next : sorted) {
      MemoryRegion last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && next.range().start().isBelow(last.range().end())) {
        throw new OverlapException(last, next);
      }
      if (last != null
          && last.type() == next.type()
          && last.range().end().equals(next.range().start())) {
        Range<MachineAddress> both = new Range<>(last.range().start(), next.range().end());
        joined.set(joined.size() - 1, new MemoryRegion(both, last.type()));
      } else {
        joined.add(next);
      }
    }
    return new MemoryMap(joined, Optional.empty());
  }

  /**
   * Returns this map with a region in which a crash kernel may live.
   *
   * @param region the reserved part of RAM
   * @return the map with it
   * @throws IllegalArgumentException if the region is empty or not wholly RAM
   */
  public MemoryMap withCrashRegion(Range<MachineAddress> region) {
    if (region.isEmpty() || !ram().contains(region)) {
      throw new IllegalArgumentException("crash region " + region + " is not wholly in RAM");
    }
    return new MemoryMap(regions, Optional.of(region));
  }

  /**
   * Returns the regions.
   *
   * @return unmodifiable, ascending, not overlapping
   */
  public List<MemoryRegion> regions() {
    return regions;
  }

  /**
   * Returns where a crash kernel may live.
   *
   * @return the region, or nothing where none is reserved
   */
  public Optional<Range<MachineAddress>> crashRegion() {
    return crashRegion;
  }

  /**
   * Returns all addresses of one type.
   *
   * @param type the type
   * @return the addresses
   */
  public RangeSet<MachineAddress> ofType(MemoryType type) {
    return RangeSet.of(
        regions.stream().filter(region -> region.type() == type).map(MemoryRegion::range).toList());
  }

  /**
   * Returns all RAM, the crash region included.
   *
   * @return the addresses
   */
  public RangeSet<MachineAddress> ram() {
    return ofType(MemoryType.RAM);
  }

  /**
   * Returns the map as it is within some addresses only.
   *
   * @param keep the addresses to keep
   * @return the trimmed regions, without a crash region
   */
  public MemoryMap trimmedTo(RangeSet<MachineAddress> keep) {
    List<MemoryRegion> kept = new ArrayList<>();
    for (MemoryRegion region : regions) {
      for (Range<MachineAddress> part : RangeSet.of(region.range()).intersect(keep).ranges()) {
        kept.add(new MemoryRegion(part, region.type()));
      }
    }
    return new MemoryMap(kept, Optional.empty());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemoryMap map
        && regions.equals(map.regions)
        && crashRegion.equals(map.crashRegion);
  }

  @Override
  public int hashCode() {
    return 31 * regions.hashCode() + crashRegion.hashCode();
  }

  @Override
  public String toString() {
    String all = regions.stream().map(MemoryRegion::toString).collect(Collectors.joining("; "));
    return all + crashRegion.map(region -> "; crash kernel " + region).orElse("");
  }
}
