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

/**
 * Reads listings of the firmware's memory map: the kernel's own log lines, and plain ones.
 *
 * <p>In a kernel log, only the lines with {@value #MARK} and plain {@code Crash kernel} lines
 * count, so that a whole log can be given. In a plain listing every line counts.
 */
final class E820Parser {

  /** What the kernel puts before each line of the map that the firmware gave. */
  static final String MARK = "BIOS-e820:";

  private static final String HEX = "(?:0[xX])?([0-9a-fA-F]{1,16})";
  // Linux, arch/x86/kernel/e820.c, e820__print_table()
  private static final Pattern LOGGED =
      Pattern.compile(".*" + MARK + " \\[mem " + HEX + "-" + HEX + "\\] (.+)");
  private static final Pattern PLAIN =
      Pattern.compile("\\s*" + HEX + "\\s*-\\s*" + HEX + "\\s+(.+)");
  private static final Pattern NUMBERED = Pattern.compile("type \\d{1,10}");
  private static final String CRASH = "crash kernel";

  private final String source;
  private final List<Entry> entries = new ArrayList<>();
  private final List<CrashRegion> crashRegions = new ArrayList<>();

  private E820Parser(String source) {
    this.source = source;
  }

  /**
   * Reads a text.
   *
   * @param source where it comes from
   * @param lines its lines
   * @return the map
   * @throws MemoryMapException if a line cannot be understood
   */
  static MemoryMap parse(String source, List<Line> lines) throws MemoryMapException {
    E820Parser parser = new E820Parser(source);
    boolean log = lines.stream().anyMatch(line -> line.text().contains(MARK));
    for (Line line : lines) {
      if (line.text().contains(MARK)) {
        parser.add(line, LOGGED);
      } else if (!log || isCrashLine(line)) {
        parser.add(line, PLAIN);
      }
    }
    if (parser.entries.isEmpty()) {
      throw MemoryMapText.empty(source);
    }
    return CrashRegion.addTo(Entry.mapOf(source, parser.entries), source, parser.crashRegions);
  }

  private static boolean isCrashLine(Line line) {
    Matcher match = PLAIN.matcher(line.text());
    return match.matches() && typeOf(match).equals(CRASH);
  }

  private static String typeOf(Matcher match) {
    return match.group(3).strip().toLowerCase(Locale.ROOT);
  }

  private void add(Line line, Pattern form) throws MemoryMapException {
    Matcher match = form.matcher(line.text());
    if (!match.matches()) {
      throw bad(line, "it is neither a range with a type nor a line of /proc/iomem");
    }
    Range<MachineAddress> range =
        InclusiveRange.parse(match.group(1), match.group(2)).halfOpen(source, line);
    String type = typeOf(match);
    if (type.equals(CRASH)) {
      crashRegions.add(new CrashRegion(line, range));
    } else {
      MemoryType known =
          typeNamed(type).orElseThrow(() -> bad(line, "its type is not one that Linux prints"));
      entries.add(new Entry(line, range, known));
    }
  }

  private static Optional<MemoryType> typeNamed(String name) {
    return switch (name) {
      // Linux, arch/x86/kernel/e820.c, e820_print_type() and e820_type_to_string(); our own labels
      case "usable", "system ram", "ram" -> Optional.of(MemoryType.RAM);
      case "reserved", "soft reserved", "device reserved" -> Optional.of(MemoryType.RESERVED);
      case "acpi data", "acpi tables", "acpi" -> Optional.of(MemoryType.ACPI);
      case "acpi nvs", "acpi non-volatile storage", "nvs" -> Optional.of(MemoryType.NVS);
      case "unusable", "unusable memory" -> Optional.of(MemoryType.UNUSABLE);
      case "persistent (type 7)",
          "persistent (type 12)",
          "persistent memory",
          "persistent memory (legacy)",
          "pmem" ->
          Optional.of(MemoryType.PMEM);
      // What the kernel does not know, it does not use.
      default ->
          NUMBERED.matcher(name).matches() ? Optional.of(MemoryType.RESERVED) : Optional.empty();
    };
  }

  private MemoryMapException bad(Line line, String reason) {
    return MemoryMapException.ofLine(MemoryMapException.LINE, source, line, reason);
  }
}
