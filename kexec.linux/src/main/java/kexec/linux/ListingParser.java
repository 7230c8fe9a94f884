package kexec.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.linux.internal.MemoryNames;

/** Parses plain memory listings: lines of a range and a type, none of which is ignored. */
final class ListingParser {

  /** 1 to 16 hexadecimal digits, with or without {@code 0x}. */
  static final String HEX = "(?:0[xX])?([0-9a-fA-F]{1,16})";

  private static final Pattern FORM =
      Pattern.compile("\\s*" + HEX + "\\s*-\\s*" + HEX + "\\s+(.+)");
  private static final String CRASH = "crash kernel";
  private static final String CRASH_CMA = "crash kernel cma";

  private final String source;
  private final List<Entry> entries = new ArrayList<>();
  private final List<CrashRegion> crashRegions = new ArrayList<>();
  private final List<CrashRegion> crashCma = new ArrayList<>();

  /**
   * Creates an empty listing.
   *
   * @param source where it comes from
   */
  ListingParser(String source) {
    this.source = source;
  }

  /**
   * Reads a text.
   *
   * @param source where it comes from
   * @param lines its lines
   * @return the map
   * @throws MemoryMapException if a line is malformed
   */
  static MemoryMap parse(String source, List<Line> lines) throws MemoryMapException {
    ListingParser parser = new ListingParser(source);
    for (Line line : lines) {
      parser.add(line);
    }
    return parser.map();
  }

  /** {@return whether a line describes crash memory, which may also be appended to a kernel log} */
  static boolean isOfCrashMemory(Line line) {
    Matcher match = FORM.matcher(line.text());
    return match.matches() && nameIn(match).startsWith(CRASH);
  }

  private static String nameIn(Matcher match) {
    return match.group(3).strip().toLowerCase(Locale.ROOT);
  }

  private void add(Line line) throws MemoryMapException {
    Matcher match = FORM.matcher(line.text());
    if (!match.matches()) {
      throw bad(line, "it is neither a range with a type nor a line of /proc/iomem");
    }
    Range<MachineAddress> range = rangeIn(line, match);
    if (!addCrashMemory(line, range, nameIn(match))) {
      entries.add(new Entry(line, range, type(line, nameIn(match))));
    }
  }

  /**
   * Adds a line of crash memory.
   *
   * @param line a line for which {@link #isOfCrashMemory} is true
   * @throws MemoryMapException if it is malformed
   */
  void addCrashMemory(Line line) throws MemoryMapException {
    Matcher match = FORM.matcher(line.text());
    if (!match.matches() || !addCrashMemory(line, rangeIn(line, match), nameIn(match))) {
      throw bad(line, "it tells of no crash memory that is known");
    }
  }

  private boolean addCrashMemory(Line line, Range<MachineAddress> range, String name) {
    switch (name) {
      case CRASH -> crashRegions.add(new CrashRegion(line, range));
      case CRASH_CMA -> crashCma.add(new CrashRegion(line, range));
      default -> {
        return false;
      }
    }
    return true;
  }

  private Range<MachineAddress> rangeIn(Line line, Matcher match) throws MemoryMapException {
    return InclusiveRange.parse(match.group(1), match.group(2)).halfOpen(source, line);
  }

  private MemoryType type(Line line, String name) throws MemoryMapException {
    Optional<MemoryType> type = MemoryNames.type(name).or(() -> MemoryType.labelled(name));
    return type.orElseThrow(() -> bad(line, "its type is not one that Linux prints"));
  }

  /**
   * Adds a piece of memory.
   *
   * @param entry the piece
   */
  void add(Entry entry) {
    entries.add(entry);
  }

  /** {@return whether a crash region was added} */
  boolean hasCrashRegion() {
    return !crashRegions.isEmpty();
  }

  /**
   * Adds a crash region.
   *
   * @param region the region
   */
  void add(CrashRegion region) {
    crashRegions.add(region);
  }

  /**
   * {@return the map of all entries added}
   *
   * @throws MemoryMapException if nothing was added, or entries conflict
   */
  MemoryMap map() throws MemoryMapException {
    if (entries.isEmpty()) {
      throw MemoryMapText.empty(source);
    }
    return withCrashMemory(Entry.mapOf(source, entries));
  }

  /**
   * {@return a map with the crash memory that was added, which overrides that of the given map; the
   * same map if none was added}
   *
   * @param told the map
   * @throws MemoryMapException if the crash memory is not RAM, or overlaps other memory
   */
  MemoryMap withCrashMemory(MemoryMap told) throws MemoryMapException {
    MemoryMap map = CrashRegion.addTo(told, source, crashRegions);
    if (crashCma.isEmpty()) {
      return map;
    }
    List<Range<MachineAddress>> lent = new ArrayList<>(map.crashCma().ranges());
    for (CrashRegion cma : crashCma) {
      requireFit(map, cma);
      lent.add(cma.range());
    }
    return map.withCrashCma(RangeSet.of(lent));
  }

  /** Checks each line alone: if each fits the map, all of them do. */
  private void requireFit(MemoryMap map, CrashRegion cma) throws MemoryMapException {
    try {
      map.withCrashCma(RangeSet.of(cma.range()));
    } catch (IllegalArgumentException e) {
      throw bad(cma.line(), String.valueOf(e.getMessage()));
    }
  }

  private MemoryMapException bad(Line line, String reason) {
    return MemoryMapException.ofLine(MemoryMapException.LINE, source, line, reason);
  }
}
