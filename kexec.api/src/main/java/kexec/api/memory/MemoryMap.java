package kexec.api.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine's memory: regions with their type, and where a crash kernel may live.
 *
 * <p>The regions ascend and do not overlap; neighbours of one type are joined. What no region
 * covers is a hole.
 */
public final class MemoryMap {

  private final List<MemoryRegion> regions;
  private final Optional<Range<MachineAddress>> crashRegion;
  private final Optional<Range<MachineAddress>> crashLow;

  private MemoryMap(
      List<MemoryRegion> regions,
      Optional<Range<MachineAddress>> crashRegion,
      Optional<Range<MachineAddress>> crashLow) {
    this.regions = Collections.unmodifiableList(regions);
    this.crashRegion = crashRegion;
    this.crashLow = crashLow;
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
    return new MemoryMap(joined, Optional.empty(), Optional.empty());
  }

  /**
   * Returns this map with a region in which a crash kernel may live.
   *
   * @param region the reserved part of RAM
   * @return the map with it
   * @throws IllegalArgumentException if the region is empty, not wholly RAM, or shares an address
   *     with the low crash memory
   */
  public MemoryMap withCrashRegion(Range<MachineAddress> region) {
    if (region.isEmpty() || !ram().contains(region)) {
      throw new IllegalArgumentException("crash region " + region + " is not wholly in RAM");
    }
    requireDisjoint(region, crashLow);
    return new MemoryMap(regions, Optional.of(region), crashLow);
  }

  /**
   * Returns this map with memory that a crash kernel may use, but in which none of its segments may
   * lie: what Linux reserves below 4 GiB, for devices that reach no further, when its {@code
   * crashkernel=} asks for a region above.
   *
   * @param low another reserved part of RAM
   * @return the map with it
   * @throws IllegalArgumentException if it is empty, not wholly RAM, or shares an address with the
   *     crash region
   */
  public MemoryMap withCrashLow(Range<MachineAddress> low) {
    if (low.isEmpty() || !ram().contains(low)) {
      throw new IllegalArgumentException("low crash memory " + low + " is not wholly in RAM");
    }
    requireDisjoint(low, crashRegion);
    return new MemoryMap(regions, crashRegion, Optional.of(low));
  }

  private static void requireDisjoint(
      Range<MachineAddress> range, Optional<Range<MachineAddress>> other) {
    if (other.filter(range::overlaps).isPresent()) {
      throw new IllegalArgumentException(
          "crash memory " + range + " and " + other.orElseThrow() + " overlap");
    }
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
   * Returns memory that a crash kernel may use, but in which none of its segments may lie.
   *
   * @return the memory, or nothing where there is none
   */
  public Optional<Range<MachineAddress>> crashLow() {
    return crashLow;
  }

  /**
   * Returns all memory that is kept for a crash kernel.
   *
   * @return the crash region and the low crash memory; empty where neither is reserved
   */
  public RangeSet<MachineAddress> crashReserve() {
    return RangeSet.of(Stream.of(crashRegion, crashLow).flatMap(Optional::stream).toList());
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
      for (Range<MachineAddress> part : keep.intersect(region.range()).ranges()) {
        kept.add(new MemoryRegion(part, region.type()));
      }
    }
    return new MemoryMap(kept, Optional.empty(), Optional.empty());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemoryMap map
        && regions.equals(map.regions)
        && crashRegion.equals(map.crashRegion)
        && crashLow.equals(map.crashLow);
  }

  @Override
  public int hashCode() {
    return Objects.hash(regions, crashRegion, crashLow);
  }

  @Override
  public String toString() {
    String all = regions.stream().map(MemoryRegion::toString).collect(Collectors.joining("; "));
    return all
        + crashRegion.map(region -> "; crash kernel " + region).orElse("")
        + crashLow.map(low -> "; low crash memory " + low).orElse("");
  }
}
