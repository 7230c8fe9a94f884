package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.UnknownMemory;
import kexec.linux.internal.MemoryNames;

/**
 * Parses the memory messages of a kernel log: the firmware's map, what the kernel removes from it,
 * and what it reserves for a crash kernel. Other lines are ignored, so a whole log can be given,
 * even one of several boots: the last boot counts.
 *
 * <p>Future kernels may rename types: memory of an unknown type is reserved, provided that some RAM
 * has a known one.
 */
final class KernelLogParser {

  /** The prefix of each line of the firmware's map. */
  private static final String MARK = "BIOS-e820:";

  /** The message before the first of these lines. */
  private static final String HEADING = "BIOS-provided physical RAM map:";

  private static final String UPDATE = "e820: update [mem ";
  private static final String RESERVED = "crashkernel";

  private static final String HEX = ListingParser.HEX;

  // Linux, arch/x86/kernel/e820.c, e820__print_table(); some kernels add a size, as "1.9 GB".
  private static final Pattern MEMORY =
      Pattern.compile(
          ".*" + MARK + " \\[mem " + HEX + "-" + HEX + "\\]\\s+(?:[0-9.]+\\s+[KMGTP]?B\\s+)?(.+)");
  private static final Pattern GAP = Pattern.compile(".*" + MARK + " \\[gap .*");
  // e820__range_update(): what the kernel removes, such as the first page.
  private static final Pattern TAKEN =
      Pattern.compile(".*e820: update \\[mem " + HEX + "-" + HEX + "\\] (.+) ==> (.+)");
  // Linux, kernel/crash_reserve.c, reserve_crashkernel_generic(); the end is exclusive.
  private static final Pattern CRASH =
      Pattern.compile(
          ".*crashkernel (?:low memory )?reserved: " + HEX + " - " + HEX + " \\(\\d+ MB\\)\\s*");
  // Linux before 6.7, arch/x86/kernel/setup.c, reserve_crashkernel().
  private static final Pattern CRASH_BEFORE =
      Pattern.compile(
          ".*Reserving (\\d{1,9})MB of (?:low )?memory at (\\d{1,9})MB for crashkernel \\(.*");
  private static final Pattern CMA = Pattern.compile(".*crashkernel CMA reserved: \\d+ MB in .*");

  private final String source;
  private ListingParser listing;
  private final List<Range<MachineAddress>> taken = new ArrayList<>();
  private Optional<Line> strange = Optional.empty();
  private boolean hasRam;
  private boolean hasCma;
  private final List<CrashRegion> reserved = new ArrayList<>();

  private KernelLogParser(String source) {
    this.source = source;
    this.listing = new ListingParser(source);
  }

  /** {@return whether a line belongs to the firmware's map} */
  static boolean isOfFirmware(Line line) {
    return line.text().contains(MARK);
  }

  /** {@return whether a line may matter to this parser} */
  static boolean isOfMemory(Line line) {
    return isOfFirmware(line)
        || line.text().contains(HEADING)
        || line.text().contains(UPDATE)
        || line.text().contains(RESERVED)
        || ListingParser.isOfCrashMemory(line);
  }

  /**
   * Parses a log.
   *
   * @param source where it comes from
   * @param lines the lines for which {@link #isOfMemory} is true; others are ignored
   * @return the map
   * @throws MemoryMapException if a line of the firmware's map is malformed
   */
  static MemoryMap parse(String source, List<Line> lines) throws MemoryMapException {
    KernelLogParser parser = new KernelLogParser(source);
    List<Line> plain = new ArrayList<>();
    for (Line line : lines) {
      if (ListingParser.isOfCrashMemory(line)) {
        plain.add(line);
      } else {
        parser.add(line);
      }
    }
    return parser.map(plain);
  }

  private void add(Line line) throws MemoryMapException {
    if (isOfFirmware(line)) {
      addMemory(line);
    } else if (line.text().contains(HEADING)) {
      startAgain();
    } else if (line.text().contains(UPDATE)) {
      addTaken(line);
    } else if (line.text().contains(RESERVED)) {
      addReserved(line);
    }
  }

  private void startAgain() {
    listing = new ListingParser(source);
    taken.clear();
    reserved.clear();
    strange = Optional.empty();
    hasRam = false;
    hasCma = false;
  }

  private void addMemory(Line line) throws MemoryMapException {
    if (GAP.matcher(line.text()).matches()) {
      return;
    }
    Matcher match = MEMORY.matcher(line.text());
    if (!match.matches()) {
      throw bad(line, "it is no line of the firmware's map as Linux has logged it since 3.4");
    }
    Optional<MemoryType> type =
        MemoryNames.type(match.group(3)).or(() -> MemoryType.labelled(match.group(3).strip()));
    if (type.isEmpty() && strange.isEmpty()) {
      strange = Optional.of(line);
    }
    hasRam |= type.equals(Optional.of(MemoryType.RAM));
    listing.add(new Entry(line, rangeIn(line, match), type.orElse(MemoryType.RESERVED)));
  }

  private void addTaken(Line line) throws MemoryMapException {
    Matcher match = TAKEN.matcher(line.text());
    if (match.matches() && isRam(match.group(3)) && !isRam(match.group(4))) {
      taken.add(rangeIn(line, match));
    }
  }

  private static boolean isRam(String name) {
    return MemoryNames.type(name).equals(Optional.of(MemoryType.RAM));
  }

  private void addReserved(Line line) throws MemoryMapException {
    Matcher now = CRASH.matcher(line.text());
    Matcher before = CRASH_BEFORE.matcher(line.text());
    if (now.matches()) {
      long end = Long.parseUnsignedLong(now.group(2), 16);
      InclusiveRange range = InclusiveRange.parse(now.group(1), Long.toHexString(end - 1));
      reserved.add(new CrashRegion(line, range.halfOpen(source, line)));
    } else if (before.matches()) {
      long start = Long.parseLong(before.group(2)) << 20;
      long size = Long.parseLong(before.group(1)) << 20;
      reserved.add(new CrashRegion(line, Range.machine(start, start + size)));
    }
    hasCma |= CMA.matcher(line.text()).matches();
  }

  private Range<MachineAddress> rangeIn(Line line, Matcher match) throws MemoryMapException {
    return InclusiveRange.parse(match.group(1), match.group(2)).halfOpen(source, line);
  }

  private MemoryMap map(List<Line> plain) throws MemoryMapException {
    if (strange.isPresent() && !hasRam) {
      throw bad(strange.get(), "its type is not one that Linux prints, and no other line is RAM");
    }
    RangeSet<MachineAddress> ram = listing.map().ram();
    for (Line line : plain) {
      listing.addCrashMemory(line);
    }
    // Lines added by hand override the kernel's own.
    boolean told = listing.hasCrashRegion();
    boolean fits = reserved.stream().allMatch(region -> ram.contains(region.range()));
    if (!told && fits) {
      reserved.forEach(listing::add);
    }
    MemoryMap map = listing.map().withHeld(RangeSet.of(taken));
    if (!told && !fits) {
      map = map.withUnknown(UnknownMemory.CRASH_REGION);
    }
    // The size is logged, but not the location.
    return hasCma && map.crashCma().isEmpty() ? map.withUnknown(UnknownMemory.CRASH_CMA) : map;
  }

  private MemoryMapException bad(Line line, String reason) {
    return MemoryMapException.ofLine(MemoryMapException.LINE, source, line, reason);
  }
}
