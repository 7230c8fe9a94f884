package kexec.shell.internal.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.Range;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.text.FileName;
import kexec.api.text.Size;
import kexec.picture.PlanMap;
import kexec.shell.internal.result.Labels;
import kexec.shell.internal.terminal.Screen;

/** Formats a plan. */
public final class PlanText {

  /** The maximum number of map lines that are shown completely. */
  private static final int SHORT_MAP = 24;

  private PlanText() {}

  /**
   * Writes a plan.
   *
   * @param plan the plan, loadable or not
   * @param page the destination
   */
  public static void write(Plan plan, Page page) {
    page.heading("plan for the " + plan.slot().label() + " slot");
    page.fact("machine", plan.machine().orElse("none named"));
    page.fact("architecture", plan.kernel().architecture().label());
    page.fact("firmware", plan.firmware());
    page.fact(
        "handed over",
        plan.methods().stream().map(LoadMethod::label).collect(Collectors.joining(", else ")));
    page.fact("entry check", plan.entryCheck().label());
    page.heading("kernel");
    page.fact("file", FileName.of(plan.kernelPath()));
    page.fact("size", Size.both(plan.kernelBytes()));
    facts(plan.kernel(), page);
    page.fact("command line", plan.commandLine());
    segments(plan, page);
    plan.entry().ifPresent(entry -> entry(entry, page));
    memory(plan, page);
    if (!plan.findings().isEmpty()) {
      page.heading("findings").findings(plan.findings());
    }
  }

  /**
   * Writes the memory of a plan as a map.
   *
   * @param plan the plan
   * @param screen what the map is for
   * @param page the destination
   */
  public static void map(Plan plan, Screen screen, Page page) {
    page.heading("plan for the " + plan.slot().label() + " slot");
    page.line("  " + FileName.of(plan.kernelPath()));
    page.line("");
    PlanMap.lines(plan, screen.columns(), screen.unicode()).forEach(page::map);
    plan.entry()
        .ifPresent(
            entry ->
                page.line(
                    "  jump to %s, kernel entry %s".formatted(entry.entry(), entry.kernelEntry())));
    if (!plan.findings().isEmpty()) {
      page.heading("findings").findings(plan.findings());
    }
  }

  static void facts(KernelFacts facts, Page page) {
    page.fact("format", facts.format());
    if (!facts.wrappers().isEmpty()) {
      page.fact("taken out of", String.join(", ", facts.wrappers()));
    }
    facts.version().ifPresent(version -> page.fact("version", version));
  }

  private static void segments(Plan plan, Page page) {
    page.heading("segments");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("role", "memory", "size", "content"));
    for (Segment segment : plan.segments()) {
      rows.add(
          List.of(
              segment.role().label(),
              segment.memory().toString(),
              Size.both(segment.memory().size()),
              Size.both(segment.data().size())));
    }
    page.table(rows);
  }

  private static void entry(EntryState entry, Page page) {
    page.heading("entry");
    page.fact("jump to", entry.entry().toString());
    page.fact("kernel entry", entry.kernelEntry().toString());
    String registers =
        entry.registers().entrySet().stream()
            .map(register -> register.getKey() + "=" + Labels.hex(register.getValue()))
            .collect(Collectors.joining(" "));
    page.fact("registers", registers);
  }

  private static void memory(Plan plan, Page page) {
    page.heading("memory");
    List<MemoryRegion> regions = plan.memory().regions();
    List<List<String>> rows = new ArrayList<>();
    Map<String, Long> left = new LinkedHashMap<>();
    for (MemoryRegion region : regions) {
      List<List<String>> inside = inside(plan, region);
      if (regions.size() > SHORT_MAP && inside.isEmpty()) {
        left.merge(region.type().label(), 1L, Long::sum);
      } else {
        rows.add(row("", region.range().toString(), region.range().size(), region.type().label()));
        rows.addAll(inside);
      }
    }
    page.table(rows);
    if (!left.isEmpty()) {
      String counts =
          left.entrySet().stream()
              .map(type -> type.getValue() + " " + type.getKey())
              .collect(Collectors.joining(", "));
      page.line("  and regions that hold nothing of the plan: " + counts);
    }
  }

  private record Inside(Range<MachineAddress> range, List<String> row) {}

  private static List<List<String>> inside(Plan plan, MemoryRegion region) {
    List<Inside> all = new ArrayList<>();
    Optional<Range<MachineAddress>> crash =
        plan.memory().crashRegion().filter(region.range()::contains);
    crash.ifPresent(range -> all.add(inside(range, "  ", "crash kernel")));
    plan.memory()
        .crashLow()
        .filter(region.range()::contains)
        .ifPresent(range -> all.add(inside(range, "  ", "crash kernel, low memory")));
    for (Range<MachineAddress> range :
        plan.memory().crashCma().intersect(region.range()).ranges()) {
      all.add(inside(range, "  ", "crash kernel, CMA"));
    }
    for (Segment segment : plan.segments()) {
      if (segment.memory().overlaps(region.range())) {
        boolean deeper = crash.filter(range -> range.contains(segment.memory())).isPresent();
        String indent = deeper ? "    " : "  ";
        all.add(inside(segment.memory(), indent, "· " + segment.role().label()));
      }
    }
    // A stable sort: the crash region comes before a segment at its start.
    return all.stream()
        .sorted(Comparator.comparing(i -> i.range().start()))
        .map(Inside::row)
        .toList();
  }

  private static Inside inside(Range<MachineAddress> range, String indent, String name) {
    return new Inside(range, row(indent, range.toString(), range.size(), name));
  }

  private static List<String> row(String indent, String range, long size, String name) {
    return List.of(indent + range, Size.human(size), name);
  }
}
