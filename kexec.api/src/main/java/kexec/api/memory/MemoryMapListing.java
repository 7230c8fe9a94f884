package kexec.api.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A memory map as one line of text, for configurations, logs and people: items separated by {@code
 * ;}, each a half-open range in hexadecimal with a name. Regions are written {@code [0x0, 0x9f000)
 * ram}. All other items have the name before the range: {@code crash kernel}, {@code low crash
 * memory}, {@code crash CMA}, {@code held}, and {@code kernel RAM} if that differs from all RAM.
 * {@code crash kernel unknown} and {@code crash CMA unknown} have no range.
 */
public final class MemoryMapListing {

  private static final String CRASH = "crash kernel";
  private static final String LOW = "low crash memory";
  private static final String CMA = "crash CMA";
  private static final String HELD = "held";
  private static final String KERNEL_RAM = "kernel RAM";
  private static final String UNKNOWN = " unknown";

  private static final String RANGE = "\\[0x([0-9a-f]{1,16}), ?0x([0-9a-f]{1,16})\\)";
  private static final Pattern REGION = Pattern.compile(RANGE + " ([a-z0-9 -]+)");
  private static final Pattern OTHER = Pattern.compile("([A-Za-z ]+) " + RANGE);

  private final List<MemoryRegion> regions = new ArrayList<>();
  private final List<Range<MachineAddress>> held = new ArrayList<>();
  private final List<Range<MachineAddress>> crash = new ArrayList<>();
  private final List<Range<MachineAddress>> low = new ArrayList<>();
  private final List<Range<MachineAddress>> cma = new ArrayList<>();
  private final List<Range<MachineAddress>> kernelRam = new ArrayList<>();
  private final List<UnknownMemory> unknown = new ArrayList<>();

  private MemoryMapListing() {}

  static String of(MemoryMap map) {
    List<String> items = new ArrayList<>();
    map.regions().forEach(region -> items.add(region.toString()));
    put(items, HELD, map.held().ranges());
    if (!map.kernelRam().equals(map.ram())) {
      // An empty range means that there is none.
      List<Range<MachineAddress>> ranges = map.kernelRam().ranges();
      put(items, KERNEL_RAM, ranges.isEmpty() ? List.of(Range.machine(0, 0)) : ranges);
    }
    put(items, CRASH, map.crashRegion().stream().toList());
    put(items, LOW, map.crashLow().stream().toList());
    put(items, CMA, map.crashCma().ranges());
    for (UnknownMemory what : UnknownMemory.values()) {
      if (map.isUnknown(what)) {
        items.add(nameOf(what) + UNKNOWN);
      }
    }
    return String.join("; ", items);
  }

  private static void put(List<String> items, String name, List<Range<MachineAddress>> ranges) {
    ranges.forEach(range -> items.add(name + " " + range));
  }

  private static String nameOf(UnknownMemory what) {
    return switch (what) {
      case CRASH_REGION -> CRASH;
      case CRASH_CMA -> CMA;
    };
  }

  /**
   * Parses a map.
   *
   * @param text the map, as {@link MemoryMap#toString} writes it; not empty
   * @return the map
   * @throws IllegalArgumentException if the text is not a map; the message says where it is wrong
   */
  public static MemoryMap parse(String text) {
    MemoryMapListing listing = new MemoryMapListing();
    for (String item : text.split(";", -1)) {
      listing.add(item.strip());
    }
    return listing.map();
  }

  private void add(String item) {
    Matcher region = REGION.matcher(item);
    if (region.matches()) {
      regions.add(new MemoryRegion(range(region, 1), type(region.group(3))));
      return;
    }
    for (UnknownMemory what : UnknownMemory.values()) {
      if (item.equals(nameOf(what) + UNKNOWN)) {
        unknown.add(what);
        return;
      }
    }
    Matcher other = OTHER.matcher(item);
    if (!other.matches()) {
      throw notAnItem(item);
    }
    listFor(other.group(1), item).add(range(other, 2));
  }

  private List<Range<MachineAddress>> listFor(String name, String item) {
    return switch (name) {
      case HELD -> held;
      case CRASH -> crash;
      case LOW -> low;
      case CMA -> cma;
      case KERNEL_RAM -> kernelRam;
      default -> throw notAnItem(item);
    };
  }

  private static IllegalArgumentException notAnItem(String item) {
    return new IllegalArgumentException(
        "\"%s\" in a memory map is not like [0x0, 0x1000) ram".formatted(item));
  }

  private MemoryMap map() {
    MemoryMap map = MemoryMap.of(regions).withHeld(RangeSet.of(held));
    if (!kernelRam.isEmpty()) {
      map = map.withKernelRam(RangeSet.of(kernelRam));
    }
    Optional<Range<MachineAddress>> region = only(crash, "crash region");
    if (region.isPresent()) {
      map = map.withCrashRegion(region.get());
    }
    Optional<Range<MachineAddress>> lower = only(low, "low crash memory");
    if (lower.isPresent()) {
      map = map.withCrashLow(lower.get());
    }
    map = map.withCrashCma(RangeSet.of(cma));
    for (UnknownMemory what : unknown) {
      map = map.withUnknown(what);
    }
    return map;
  }

  private static Optional<Range<MachineAddress>> only(
      List<Range<MachineAddress>> ranges, String name) {
    if (ranges.size() > 1) {
      throw new IllegalArgumentException("a memory map has one " + name + " at most");
    }
    return ranges.stream().findFirst();
  }

  private static Range<MachineAddress> range(Matcher matcher, int group) {
    return Range.machine(
        Long.parseUnsignedLong(matcher.group(group), 16),
        Long.parseUnsignedLong(matcher.group(group + 1), 16));
  }

  private static MemoryType type(String label) {
    return MemoryType.labelled(label)
        .orElseThrow(
            () -> new IllegalArgumentException("a memory map has no type \"" + label + "\""));
  }
}
