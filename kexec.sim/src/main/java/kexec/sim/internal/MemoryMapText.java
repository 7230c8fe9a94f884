package kexec.sim.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;

/**
 * Reads a memory map from the text that {@link MemoryMap#toString} writes, for example {@code [0x0,
 * 0x9f000) ram; [0xf0000, 0x100000) reserved; crash kernel [0x1000, 0x9000)}.
 */
final class MemoryMapText {

  /** A PC with 4 GiB: a hole below 4 GiB for devices, the rest above, a crash region of 256 MiB. */
  static final String PC_4_GIB =
      "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0xf0000, 0x100000) reserved; "
          + "[0x100000, 0xbffdf000) ram; [0xbffdf000, 0xbffff000) acpi; "
          + "[0xbffff000, 0xc0000000) nvs; [0xfeffc000, 0xff000000) reserved; "
          + "[0xfffc0000, 0x100000000) reserved; [0x100000000, 0x140000000) ram; "
          + "crash kernel [0x30000000, 0x40000000)";

  private static final String RANGE = "\\[0x([0-9a-f]{1,16}), ?0x([0-9a-f]{1,16})\\)";
  private static final Pattern REGION = Pattern.compile(RANGE + " ([a-z]+)");
  private static final Pattern CRASH = Pattern.compile("crash kernel " + RANGE);

  private MemoryMapText() {}

  /**
   * Reads a map.
   *
   * @param text the map
   * @return the map
   * @throws IllegalArgumentException if it is not one; its message says where
   */
  static MemoryMap parse(String text) {
    List<MemoryRegion> regions = new ArrayList<>();
    List<Range<MachineAddress>> crash = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      String item = part.strip();
      Matcher region = REGION.matcher(item);
      Matcher crashRegion = CRASH.matcher(item);
      if (crashRegion.matches()) {
        crash.add(range(crashRegion));
      } else if (region.matches()) {
        regions.add(new MemoryRegion(range(region), type(region.group(3))));
      } else {
        throw new IllegalArgumentException(
            "\"%s\" in a memory map is not like [0x0, 0x1000) ram".formatted(item));
      }
    }
    if (crash.size() > 1) {
      throw new IllegalArgumentException("a memory map has one crash region at most");
    }
    MemoryMap map = MemoryMap.of(regions);
    return crash.isEmpty() ? map : map.withCrashRegion(crash.get(0));
  }

  private static Range<MachineAddress> range(Matcher matcher) {
    return Range.machine(
        Long.parseUnsignedLong(matcher.group(1), 16), Long.parseUnsignedLong(matcher.group(2), 16));
  }

  private static MemoryType type(String label) {
    return Arrays.stream(MemoryType.values())
        .filter(type -> type.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("a memory map has no type \"" + label + "\""));
  }
}
