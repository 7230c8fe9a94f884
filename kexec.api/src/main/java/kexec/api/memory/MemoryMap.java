package kexec.api.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The machine's memory: its regions with their types, where a segment may lie, what the running
 * kernel uses as RAM, and where a crash kernel may live.
 *
 * <p>Three questions have an answer each, because one piece of memory can have different ones:
 *
 * <ul>
 *   <li>What is the next kernel told? {@link #regions}: what the firmware says. {@link #ram} is the
 *       part that it says is RAM.
 *   <li>Where may a segment lie? {@link #usable}: in RAM, but not in what is held for something
 *       else.
 *   <li>What belongs in a dump? {@link #dumped}: all that the running kernel uses as RAM, which may
 *       be persistent memory or memory of a device besides, without what a crash kernel uses.
 * </ul>
 *
 * <p>The regions ascend and do not overlap; neighbours of one type are joined. What no region
 * covers is a hole.
 */
public final class MemoryMap {

  private final List<MemoryRegion> regions;
  private final RangeSet<MachineAddress> held;
  private final RangeSet<MachineAddress> kernelRam;
  private final Optional<Range<MachineAddress>> crashRegion;
  private final Optional<Range<MachineAddress>> crashLow;
  private final RangeSet<MachineAddress> crashCma;
  private final Set<UnknownMemory> unknown;

  private MemoryMap(Parts parts) {
    this.regions = parts.regions;
    this.held = parts.held;
    this.kernelRam = parts.kernelRam;
    this.crashRegion = parts.crashRegion;
    this.crashLow = parts.crashLow;
    this.crashCma = parts.crashCma;
    this.unknown = parts.unknown;
  }

  /** What a map is made of, while one is made from another. */
  private static final class Parts {

    private List<MemoryRegion> regions;
    private RangeSet<MachineAddress> held = RangeSet.empty();
    private RangeSet<MachineAddress> kernelRam;
    private Optional<Range<MachineAddress>> crashRegion = Optional.empty();
    private Optional<Range<MachineAddress>> crashLow = Optional.empty();
    private RangeSet<MachineAddress> crashCma = RangeSet.empty();
    private Set<UnknownMemory> unknown = Set.of();

    Parts(List<MemoryRegion> regions, RangeSet<MachineAddress> kernelRam) {
      this.regions = Collections.unmodifiableList(regions);
      this.kernelRam = kernelRam;
    }

    Parts(MemoryMap from) {
      this.regions = from.regions;
      this.held = from.held;
      this.kernelRam = from.kernelRam;
      this.crashRegion = from.crashRegion;
      this.crashLow = from.crashLow;
      this.crashCma = from.crashCma;
      this.unknown = from.unknown;
    }
  }

  /**
   * Returns the map of some regions. The running kernel is taken to use all RAM and nothing else,
   * and nothing is held.
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
          && last.type().equals(next.type())
          && last.range().end().equals(next.range().start())) {
        Range<MachineAddress> both = new Range<>(last.range().start(), next.range().end());
        joined.set(joined.size() - 1, new MemoryRegion(both, last.type()));
      } else {
        joined.add(next);
      }
    }
    return new MemoryMap(new Parts(joined, ofType(joined, MemoryType.RAM)));
  }

  /**
   * Returns this map with RAM in which no segment may lie, beside what is held already: what the
   * running kernel or a device of it keeps there must stay.
   *
   * @param places the memory; what of it is not RAM means nothing
   * @return the map with it
   */
  public MemoryMap withHeld(RangeSet<MachineAddress> places) {
    Parts parts = new Parts(this);
    parts.held = held.union(places.intersect(ram()));
    return new MemoryMap(parts);
  }

  /**
   * Returns this map with another set of what the running kernel uses as RAM.
   *
   * @param memory all of it, whatever type the regions have there; crash memory included
   * @return the map with it
   */
  public MemoryMap withKernelRam(RangeSet<MachineAddress> memory) {
    Parts parts = new Parts(this);
    parts.kernelRam = memory;
    return new MemoryMap(parts);
  }

  /**
   * Returns this map with a region in which a crash kernel may live.
   *
   * @param region the reserved part of RAM
   * @return the map with it
   * @throws IllegalArgumentException if the region is empty, not wholly RAM, or shares an address
   *     with the other memory that is kept for a crash kernel
   */
  public MemoryMap withCrashRegion(Range<MachineAddress> region) {
    if (region.isEmpty() || !ram().contains(region)) {
      throw new IllegalArgumentException("crash region " + region + " is not wholly in RAM");
    }
    requireDisjoint(region, crashLow);
    requireDisjoint(region, crashCma);
    Parts parts = new Parts(this);
    parts.crashRegion = Optional.of(region);
    return new MemoryMap(parts);
  }

  /**
   * Returns this map with memory that a crash kernel may use, but in which none of its segments may
   * lie: what Linux reserves below 4 GiB, for devices that reach no further, when its {@code
   * crashkernel=} asks for a region above.
   *
   * @param low another reserved part of RAM
   * @return the map with it
   * @throws IllegalArgumentException if it is empty, not wholly RAM, or shares an address with the
   *     other memory that is kept for a crash kernel
   */
  public MemoryMap withCrashLow(Range<MachineAddress> low) {
    if (low.isEmpty() || !ram().contains(low)) {
      throw new IllegalArgumentException("low crash memory " + low + " is not wholly in RAM");
    }
    requireDisjoint(low, crashRegion);
    requireDisjoint(low, crashCma);
    Parts parts = new Parts(this);
    parts.crashLow = Optional.of(low);
    return new MemoryMap(parts);
  }

  /**
   * Returns this map with memory that the running kernel lends to its users, and that a crash
   * kernel gets as RAM: what Linux sets apart for {@code crashkernel=SIZE,cma}. A crash kernel
   * overwrites it, so that it is not in a dump; no segment of a crash image may lie there.
   *
   * @param lent the parts of RAM; empty where there are none
   * @return the map with them
   * @throws IllegalArgumentException if they are not wholly RAM, or share an address with the other
   *     memory that is kept for a crash kernel
   */
  public MemoryMap withCrashCma(RangeSet<MachineAddress> lent) {
    if (!lent.subtract(ram()).isEmpty()) {
      throw new IllegalArgumentException("CMA crash memory " + lent + " is not wholly in RAM");
    }
    crashRegion.ifPresent(region -> requireDisjoint(region, lent));
    crashLow.ifPresent(low -> requireDisjoint(low, lent));
    Parts parts = new Parts(this);
    parts.crashCma = lent;
    return new MemoryMap(parts);
  }

  /**
   * Returns this map with a mark that something is not known.
   *
   * @param missing what its source cannot tell
   * @return the map with the mark
   */
  public MemoryMap withUnknown(UnknownMemory missing) {
    Parts parts = new Parts(this);
    Set<UnknownMemory> more = EnumSet.of(missing);
    more.addAll(unknown);
    parts.unknown = Collections.unmodifiableSet(more);
    return new MemoryMap(parts);
  }

  private static void requireDisjoint(
      Range<MachineAddress> range, Optional<Range<MachineAddress>> other) {
    other.ifPresent(there -> requireDisjoint(range, RangeSet.of(there)));
  }

  private static void requireDisjoint(
      Range<MachineAddress> range, RangeSet<MachineAddress> others) {
    RangeSet<MachineAddress> shared = others.intersect(range);
    if (!shared.isEmpty()) {
      throw new IllegalArgumentException(
          "crash memory " + range + " overlaps other crash memory at " + shared);
    }
  }

  /**
   * Returns the regions: what the firmware says of the machine's memory.
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
   * Returns memory that a crash kernel gets as RAM, and that the running kernel uses until then.
   *
   * @return the parts of RAM; empty where there are none, or where they are not known
   */
  public RangeSet<MachineAddress> crashCma() {
    return crashCma;
  }

  /**
   * Tells whether the source of this map cannot tell something that the machine may have.
   *
   * @param what which memory
   * @return whether it is not known
   */
  public boolean isUnknown(UnknownMemory what) {
    return unknown.contains(what);
  }

  /**
   * Returns all addresses of one type.
   *
   * @param type the type
   * @return the addresses
   */
  public RangeSet<MachineAddress> ofType(MemoryType type) {
    return ofType(regions, type);
  }

  private static RangeSet<MachineAddress> ofType(List<MemoryRegion> regions, MemoryType type) {
    return RangeSet.of(
        regions.stream()
            .filter(region -> region.type().equals(type))
            .map(MemoryRegion::range)
            .toList());
  }

  /**
   * Returns all that the firmware says is RAM, the crash region included.
   *
   * @return the addresses
   */
  public RangeSet<MachineAddress> ram() {
    return ofType(MemoryType.RAM);
  }

  /**
   * Returns the RAM in which no segment may lie, beside what is kept for a crash kernel.
   *
   * @return a part of the RAM
   */
  public RangeSet<MachineAddress> held() {
    return held;
  }

  /**
   * Returns where a segment of an image for the default slot may lie.
   *
   * @return the RAM without what is held and without what is kept for a crash kernel
   */
  public RangeSet<MachineAddress> usable() {
    return ram().subtract(held).subtract(crashReserve());
  }

  /**
   * Returns what the running kernel uses as RAM, whatever the regions say is there.
   *
   * @return the addresses, crash memory included
   */
  public RangeSet<MachineAddress> kernelRam() {
    return kernelRam;
  }

  /**
   * Returns the memory of the running kernel that belongs in a dump of it.
   *
   * @return what it uses as RAM, without all that a crash kernel gets
   */
  public RangeSet<MachineAddress> dumped() {
    return kernelRam.subtract(crashReserve()).subtract(crashCma);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemoryMap map
        && regions.equals(map.regions)
        && held.equals(map.held)
        && kernelRam.equals(map.kernelRam)
        && crashRegion.equals(map.crashRegion)
        && crashLow.equals(map.crashLow)
        && crashCma.equals(map.crashCma)
        && unknown.equals(map.unknown);
  }

  @Override
  public int hashCode() {
    return Objects.hash(regions, held, kernelRam, crashRegion, crashLow, crashCma, unknown);
  }

  /**
   * Returns the map as text, which {@link MemoryMapListing#parse} reads again.
   *
   * @return for example <code>[0x0, 0x9f000) ram; [0x9f000, 0xa0000) reserved</code>, and behind
   *     the regions what else there is: <code>crash kernel [0x1000, 0x9000)</code>
   */
  @Override
  public String toString() {
    return MemoryMapListing.of(this);
  }
}
