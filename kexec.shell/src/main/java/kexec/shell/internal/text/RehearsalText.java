package kexec.shell.internal.text;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.rehearse.ExportReport;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.rehearse.RehearsalReport.Emulator;
import kexec.api.rehearse.RehearsalReport.Stuck;
import kexec.api.rehearse.Rung;
import kexec.api.text.FileName;
import kexec.api.text.Size;

/** Writes what came of rehearsals and exports. */
public final class RehearsalText {

  /** The last lines that are shown of a console or a log. */
  private static final int LINES = 20;

  private RehearsalText() {}

  /**
   * {@return what reaching a rung means, as a clause}
   *
   * @param rung the rung
   */
  public static String rung(Rung rung) {
    return switch (rung) {
      case NONE -> "the jump was not taken";
      case JUMPED -> "the jump was taken";
      case ENTERED -> "the kernel was entered, with all segments and registers as planned";
      case RUNNING -> "the kernel runs at its own addresses";
      case VERSION -> "the kernel has written its version";
      case INITRD -> "the kernel has unpacked its initrd";
      case INIT -> "the first program runs";
      case MARKER -> "the marker was seen";
      case POWEROFF -> "the guest has switched itself off";
    };
  }

  /**
   * Writes what came of a rehearsal.
   *
   * @param report the result
   * @param page the destination
   */
  public static void write(RehearsalReport report, Page page) {
    page.heading("emulator");
    emulator(report.emulator(), page);
    if (!report.differences().isEmpty()) {
      page.heading("planned again for it");
      report.differences().forEach(line -> page.line("  " + line));
    }
    page.heading("reached");
    report.times().forEach((rung, after) -> page.line("  " + seconds(after) + "  " + rung(rung)));
    report.crash().ifPresent(crash -> crash(crash, page));
    if (!report.succeeded()) {
      report.stuck().ifPresent(stuck -> stuck(stuck, page));
      lines("console, its last lines", report.console(), page);
      if (report.console().isEmpty()) {
        lines("kernel log in memory, its last lines", report.log(), page);
      }
    }
    if (!report.findings().isEmpty()) {
      page.heading("findings");
      page.findings(report.findings());
    }
    page.verdict(report.succeeded(), verdict(report));
  }

  private static String verdict(RehearsalReport report) {
    String reached = "rehearsed to " + report.rung().label();
    if (report.succeeded()) {
      return reached + ": " + rung(report.rung());
    }
    String trouble =
        report.findings().stream()
            .filter(Finding::isError)
            .findFirst()
            .map(Finding::message)
            .orElse(report.ending());
    return "%s and not to %s: %s".formatted(reached, report.goal().rung().label(), trouble);
  }

  private static void emulator(Emulator emulator, Page page) {
    page.fact("version", emulator.version());
    page.fact("machine", emulator.machine() + ", " + emulator.accelerator());
    page.fact("processor", emulator.cpu());
    String layout = emulator.verbatim() ? "laid out as the plan's machine" : "a layout of its own";
    page.fact(
        "memory",
        "%s, %s, %s of it used"
            .formatted(
                Size.human(emulator.memoryBytes()), layout, Size.human(emulator.usedBytes())));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%7.2f s", time.toMillis() / 1000.0);
  }

  private static void crash(CrashRehearsal crash, Page page) {
    page.heading("crash kernel");
    page.fact(
        "/proc/vmcore",
        crash.vmcoreBytes() == 0
            ? "not there"
            : "%s, notes %s, pattern in old memory %s"
                .formatted(
                    Size.human(crash.vmcoreBytes()),
                    read(crash.notesRead()),
                    read(crash.patternRead())));
    page.fact(
        "memory",
        "%s of %s used at the peak"
            .formatted(Size.human(crash.peakBytes()), Size.human(crash.regionBytes())));
    if (crash.neededBytes() != 0) {
      page.fact("would do", "crashkernel=" + (crash.neededBytes() >>> 20) + "M");
    }
  }

  private static String read(boolean well) {
    return well ? "read back" : "not read back";
  }

  private static void stuck(Stuck stuck, Page page) {
    page.heading("processor");
    stuck.symbol().ifPresent(symbol -> page.fact("in", symbol));
    stuck.segment().ifPresent(segment -> page.fact("segment", segment));
    List<Map.Entry<String, Long>> registers = List.copyOf(stuck.registers().entrySet());
    for (int i = 0; i < registers.size(); i += 4) {
      page.line(
          registers.subList(i, Math.min(i + 4, registers.size())).stream()
              .map(each -> "%s 0x%x".formatted(each.getKey(), each.getValue()))
              .collect(Collectors.joining("  ", "  ", "")));
    }
  }

  private static void lines(String heading, List<String> lines, Page page) {
    if (!lines.isEmpty()) {
      page.heading(heading);
      lines
          .subList(Math.max(0, lines.size() - LINES), lines.size())
          .forEach(line -> page.line("  " + line));
    }
  }

  /**
   * Writes what was exported.
   *
   * @param report the result
   * @param page the destination
   */
  public static void write(ExportReport report, Page page) {
    page.line(
        "written: %s, %s, %s, entered at %s"
            .formatted(
                FileName.of(report.output()),
                report.format(),
                Size.human(report.bytes()),
                report.entry()));
    ranges("filled by a loader", report.memory(), page);
    ranges("moved there by the file's own code", report.staged(), page);
    page.findings(report.findings());
  }

  private static void ranges(String what, List<Range<MachineAddress>> ranges, Page page) {
    if (!ranges.isEmpty()) {
      page.line(
          "  %s: %s"
              .formatted(
                  what, ranges.stream().map(Range::toString).collect(Collectors.joining(" "))));
    }
  }
}
