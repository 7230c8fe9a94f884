package kexec.api.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The machine's memory: its regions with their types, where segments may be placed, what the
 * running kernel uses as RAM, and what is reserved for a crash kernel.
 *
 * <p>The map answers three questions separately, because the answers can differ for the same
 * memory:
 *
 * <ul>
 *   <li>What is passed to the next kernel? {@link #regions}: what the firmware reports. {@link
 *       #ram} is the part that is RAM according to the firmware.
 *   <li>Where may a segment be placed? {@link #usable}: in RAM that is not held for something else.
 *   <li>What belongs in a dump? {@link #dumped}: everything that the running kernel uses as RAM,
 *       which may include persistent memory or device memory, without the memory that a crash
 *       kernel uses.
 * </ul>
 *
 * <p>The regions are in ascending order and do not overlap. Adjacent regions of the same type are
 * merged. Addresses that no region covers are a hole.
 */
public final class MemoryMap {

  private final List<MemoryRegion> regions;
  private final RangeSet<MachineAddress> ram;
  private final RangeSet<MachineAddress> held;
  private final RangeSet<MachineAddress> kernelRam;
  private final Optional<Range<MachineAddress>> crashRegion;
  private final Optional<Range<MachineAddress>> crashLow;
  private final RangeSet<MachineAddress> crashCma;
  private final Set<UnknownMemory> unknown;

  private MemoryMap(Parts parts) {
    this.regions = parts.regions;
    this.ram = parts.ram;
    this.held = parts.held;
    this.kernelRam = parts.kernelRam;
    this.crashRegion = parts.crashRegion;
    this.crashLow = parts.crashLow;
    this.crashCma = parts.crashCma;
    this.unknown = parts.unknown;
  }

  /** The parts of a map, used to derive one map from another. */
  private static final class Parts {

    private final List<MemoryRegion> regions;
    private final RangeSet<MachineAddress> ram;
    private RangeSet<MachineAddress> held = RangeSet.empty();
    private RangeSet<MachineAddress> kernelRam;
    private Optional<Range<MachineAddress>> crashRegion = Optional.empty();
    private Optional<Range<MachineAddress>> crashLow = Optional.empty();
    private RangeSet<MachineAddress> crashCma = RangeSet.empty();
    private Set<UnknownMemory> unknown = Set.of();

    Parts(List<MemoryRegion> regions) {
      this.regions = Collections.unmodifiableList(regions);
      this.ram = ofType(regions, MemoryType.RAM);
      this.kernelRam = ram;
    }

    Parts(MemoryMap from) {
      this.regions = from.regions;
      this.ram = from.ram;
      this.held = from.held;
      this.kernelRam = from.kernelRam;
      this.crashRegion = from.crashRegion;
      this.crashLow = from.crashLow;
      this.crashCma = from.crashCma;
      this.unknown = from.unknown;
    }
  }

  /**
   * {@return the map of some regions, without a crash region. The running kernel is assumed to use
   * all RAM and nothing else, and nothing is held}
   *
   * @param regions in any order; empty ones are ignored
   * @throws OverlapException if two regions share an address
   */
  public static MemoryMap of(Collection<MemoryRegion> regions) {
    List<MemoryRegion> sorted = new ArrayList<>(regions);
    sorted.removeIf(region -> region.range().isEmpty());
    sorted.sort((a, b) -> a.range().compareTo(b.range()));
    List<MemoryRegion> joined = new ArrayList<>(sorted.size());
    for (MemoryRegion next : sorted) {
      MemoryRegion last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && next.range().start().isBelow(last.range().end())) {
        throw new OverlapException(last, next);
      }
      if (last != null
          && last.type().equals(next.type())
          && last.range().end().value() == next.range().start().value()) {
        Range<MachineAddress> both = new Range<>(last.range().start(), next.range().end());
        joined.set(joined.size() - 1, new MemoryRegion(both, last.type()));
      } else {
        joined.add(next);
      }
    }
    return new MemoryMap(new Parts(joined));
  }

  /**
   * {@return this map with more RAM in which no segment may be placed, in addition to what is
   * already held: memory that the running kernel or one of its devices uses and that must be
   * preserved}
   *
   * @param places the memory; parts that are not RAM are ignored
   */
  public MemoryMap withHeld(RangeSet<MachineAddress> places) {
    Parts parts = new Parts(this);
    parts.held = held.union(places.intersect(ram));
    return new MemoryMap(parts);
  }

  /**
   * {@return this map with another set of memory that the running kernel uses as RAM}
   *
   * @param memory all of it, whatever the types of the regions there; includes crash memory
   */
  public MemoryMap withKernelRam(RangeSet<MachineAddress> memory) {
    Parts parts = new Parts(this);
    parts.kernelRam = memory;
    return new MemoryMap(parts);
  }

  /**
   * {@return this map with a region in which a crash kernel may run}
   *
   * @param region the reserved part of RAM
   * @throws IllegalArgumentException if the region is empty, is not entirely RAM, or shares an
   *     address with the other memory that is reserved for a crash kernel
   */
  public MemoryMap withCrashRegion(Range<MachineAddress> region) {
    if (region.isEmpty() || !ram.contains(region)) {
      throw new IllegalArgumentException("crash region " + region + " is not wholly in RAM");
    }
    requireDisjoint(region, crashLow);
    requireDisjoint(region, crashCma);
    Parts parts = new Parts(this);
    parts.crashRegion = Optional.of(region);
    return new MemoryMap(parts);
  }

  /**
   * {@return this map with memory that a crash kernel may use, but that may not contain its
   * segments: what Linux reserves below 4 GiB, for devices that cannot address more, if its {@code
   * crashkernel=} requests a region above}
   *
   * @param low another reserved part of RAM
   * @throws IllegalArgumentException if it is empty, is not entirely RAM, or shares an address with
   *     other crash kernel memory
   */
  public MemoryMap withCrashLow(Range<MachineAddress> low) {
    if (low.isEmpty() || !ram.contains(low)) {
      throw new IllegalArgumentException("low crash memory " + low + " is not wholly in RAM");
    }
    requireDisjoint(low, crashRegion);
    requireDisjoint(low, crashCma);
    Parts parts = new Parts(this);
    parts.crashLow = Optional.of(low);
    return new MemoryMap(parts);
  }

  /**
   * {@return this map with memory that the running kernel lends to its users and that a crash
   * kernel gets as RAM: what Linux sets aside for {@code crashkernel=SIZE,cma}. A crash kernel
   * overwrites it, so it is not part of a dump. No segment of a crash image may be placed there}
   *
   * @param lent the parts of RAM; empty if there are none
   * @throws IllegalArgumentException if they are not entirely RAM, or share an address with other
   *     crash kernel memory
   */
  public MemoryMap withCrashCma(RangeSet<MachineAddress> lent) {
    if (!lent.subtract(ram).isEmpty()) {
      throw new IllegalArgumentException(
          "CMA crash memory " + lent.brief() + " is not wholly in RAM");
    }
    crashRegion.ifPresent(region -> requireDisjoint(region, lent));
    crashLow.ifPresent(low -> requireDisjoint(low, lent));
    Parts parts = new Parts(this);
    parts.crashCma = lent;
    return new MemoryMap(parts);
  }

  /**
   * {@return this map with a mark that something is unknown}
   *
   * @param missing what the source of the map cannot determine
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
          "crash memory " + range + " overlaps other crash memory at " + shared.brief());
    }
  }

  /**
   * {@return the regions: the machine's memory as the firmware reports it; unmodifiable, ascending,
   * not overlapping}
   */
  public List<MemoryRegion> regions() {
    return regions;
  }

  /** {@return the region in which a crash kernel may run, or empty if none is reserved} */
  public Optional<Range<MachineAddress>> crashRegion() {
    return crashRegion;
  }

  /**
   * {@return memory that a crash kernel may use, but that may not contain its segments; empty if
   * there is none}
   */
  public Optional<Range<MachineAddress>> crashLow() {
    return crashLow;
  }

  /**
   * {@return all memory that is reserved for a crash kernel: the crash region and the low crash
   * memory; empty if neither is reserved}
   */
  public RangeSet<MachineAddress> crashReserve() {
    return RangeSet.of(Stream.of(crashRegion, crashLow).flatMap(Optional::stream).toList());
  }

  /**
   * {@return the parts of RAM that a crash kernel gets as RAM and that the running kernel uses
   * until then; empty if there are none or they are unknown}
   */
  public RangeSet<MachineAddress> crashCma() {
    return crashCma;
  }

  /**
   * {@return whether the source of this map cannot determine memory that the machine may have}
   *
   * @param what which memory
   */
  public boolean isUnknown(UnknownMemory what) {
    return unknown.contains(what);
  }

  /**
   * {@return all addresses of one type}
   *
   * @param type the type
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

  /** {@return all memory that is RAM according to the firmware, including the crash region} */
  public RangeSet<MachineAddress> ram() {
    return ram;
  }

  /**
   * {@return the RAM in which no segment may be placed, in addition to what is reserved for a crash
   * kernel}
   */
  public RangeSet<MachineAddress> held() {
    return held;
  }

  /**
   * {@return where a segment of an image for the default slot may be placed: the RAM without what
   * is held and without what is reserved for a crash kernel}
   */
  public RangeSet<MachineAddress> usable() {
    return ram.subtract(held).subtract(crashReserve());
  }

  /**
   * {@return what the running kernel uses as RAM, whatever the types of the regions there; includes
   * crash memory}
   */
  public RangeSet<MachineAddress> kernelRam() {
    return kernelRam;
  }

  /**
   * {@return the memory of the running kernel that belongs in a dump: what it uses as RAM, without
   * everything that a crash kernel gets}
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
   * {@return the map as text, which {@link MemoryMapListing#parse} can read: for example
   * <code>[0x0, 0x9f000) ram; [0x9f000, 0xa0000) reserved</code>, followed by the items that are
   * not regions: <code>crash kernel [0x1000, 0x9000)</code>} A map without any item is written as
   * the empty text, which is not accepted: a machine without memory is a mistake.
   */
  @Override
  public String toString() {
    return MemoryMapListing.of(this);
  }
}
