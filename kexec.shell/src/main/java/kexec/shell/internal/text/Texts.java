package kexec.shell.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.Backend;
import kexec.api.Inspection;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.text.FileName;
import kexec.api.text.Printable;
import kexec.api.text.Size;
import kexec.shell.internal.result.CrashSize;
import kexec.shell.internal.result.Difference;
import kexec.shell.internal.result.Execution;
import kexec.shell.internal.result.Loaded;
import kexec.shell.internal.result.PlanComparison;
import kexec.shell.internal.result.SimulationResult;
import kexec.shell.internal.result.Unloaded;

/** Formats the other results of commands. */
public final class Texts {

  private Texts() {}

  /**
   * Writes that a plan was loaded.
   *
   * @param loaded the plan
   * @param page the destination
   */
  public static void loaded(Loaded loaded, Page page) {
    Plan plan = loaded.plan();
    page.line(
        "loaded: %s slot, %s, %s"
            .formatted(plan.slot().label(), FileName.of(plan.kernelPath()), segments(plan)));
    page.findings(plan.findings());
    loaded.rehearsal().ifPresent(report -> rehearsed(report, page));
  }

  private static void rehearsed(RehearsalReport report, Page page) {
    page.line(
        "rehearsed: to %s in %s".formatted(report.rung().label(), report.emulator().version()));
    report.differences().forEach(difference -> page.line("  other than loaded: " + difference));
    page.findings(report.findings());
  }

  private static String segments(Plan plan) {
    long bytes = plan.segments().stream().mapToLong(segment -> segment.memory().size()).sum();
    int count = plan.segments().size();
    return count + (count == 1 ? " segment (" : " segments (") + Size.human(bytes) + ")";
  }

  /**
   * Writes that a slot was emptied.
   *
   * @param unloaded the slot
   * @param page the destination
   */
  public static void unloaded(Unloaded unloaded, Page page) {
    page.line(
        unloaded.held()
            ? "unloaded: " + unloaded.slot().label() + " slot"
            : "nothing to unload: the " + unloaded.slot().label() + " slot was empty");
  }

  /**
   * Writes the size of the memory reserved for a crash kernel: the number of bytes and nothing
   * else.
   *
   * @param size the size
   * @param page the destination
   */
  public static void crashSize(CrashSize size, Page page) {
    page.line(Long.toUnsignedString(size.bytes()));
  }

  /**
   * Writes which backends are present.
   *
   * @param backends all of them
   * @param page the destination
   */
  public static void backends(List<Backend> backends, Page page) {
    if (backends.isEmpty()) {
      page.line("no backend is present");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "kind", "name", "arch", "firmware", "ranking", "bundle", "reason"));
    for (Backend backend : backends) {
      rows.add(
          List.of(
              backend.chosen() ? "*" : " ",
              backend.kind().label(),
              backend.name(),
              backend.architecture(),
              backend.firmware().isEmpty() ? "-" : backend.firmware(),
              Integer.toString(backend.ranking()),
              backend.bundle(),
              backend.reason()));
    }
    page.table(rows);
  }

  /**
   * Writes what a file is.
   *
   * @param inspection the result of every protocol
   * @param page the destination
   */
  public static void inspection(Inspection inspection, Page page) {
    page.heading(Printable.of(FileName.of(inspection.file())));
    page.fact("size", Size.both(inspection.bytes()));
    page.fact("protocol", inspection.protocol().orElse("none boots it"));
    inspection
        .facts()
        .ifPresent(
            facts -> {
              PlanText.facts(facts, page);
              page.fact("architecture", facts.architecture().label());
              page.fact("command line", "up to " + facts.commandLineLimit() + " bytes");
              if (!facts.fields().isEmpty()) {
                page.heading("header");
                facts.fields().forEach(page::fact);
              }
            });
    if (!inspection.problems().isEmpty()) {
      page.heading("findings").findings(inspection.problems());
    }
    if (!inspection.foreignTo().isEmpty()) {
      page.heading("other protocols");
      inspection.foreignTo().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(other -> page.fact(other.getKey(), other.getValue()));
    }
  }

  /**
   * Writes the result of an execution.
   *
   * @param execution the result
   * @param page the destination
   */
  public static void execution(Execution execution, Page page) {
    execution
        .report()
        .ifPresentOrElse(
            report -> execution(report, page),
            () -> page.line("the system goes down, and starts the image at its end"));
  }

  private static void execution(ExecutionReport report, Page page) {
    checks(report, page);
    page.line("");
    page.verdict(
        report.succeeded(),
        failure(report)
            .orElse("executed: all %s checks as planned".formatted(report.checks().size())));
  }

  private static void checks(ExecutionReport report, Page page) {
    page.heading("carried out by " + Printable.of(report.receiver()));
    List<List<String>> rows = new ArrayList<>();
    for (Check check : report.checks()) {
      rows.add(List.of(check.passed() ? "ok" : "FAILED", check.subject(), check.detail()));
    }
    page.table(rows);
    page.fact("pages moved", Size.exact(report.pagesMoved()));
    page.fact("compared", Size.both(report.bytesVerified()));
    page.fact("took", report.duration().toMillis() + " ms");
  }

  /**
   * Writes the result of a simulation, its verdict last.
   *
   * @param result the result
   * @param page the destination
   */
  public static void simulation(SimulationResult result, Page page) {
    checks(result.report(), page);
    if (!result.plan().findings().isEmpty()) {
      page.heading("findings").findings(result.plan().findings());
    }
    page.line("");
    page.verdict(
        result.report().succeeded(),
        failure(result.report())
            .orElse(
                "simulated: every byte of "
                    + segments(result.plan())
                    + " as planned, entry state as planned"));
  }

  private static Optional<String> failure(ExecutionReport report) {
    if (report.succeeded()) {
      return Optional.empty();
    }
    List<Check> failed = report.checks().stream().filter(check -> !check.passed()).toList();
    return Optional.of(
        failed.isEmpty()
            ? "FAILED: nothing was checked"
            : "FAILED: %s of %s checks, first %s: %s"
                .formatted(
                    failed.size(),
                    report.checks().size(),
                    failed.get(0).subject(),
                    failed.get(0).detail()));
  }

  /**
   * Writes the differences.
   *
   * @param comparison the differences
   * @param page the destination
   */
  public static void comparison(PlanComparison comparison, Page page) {
    if (comparison.equal()) {
      page.line("equal: " + comparison.a() + " and " + comparison.b());
      return;
    }
    page.line("- " + comparison.a());
    page.line("+ " + comparison.b());
    for (Difference difference : comparison.differences()) {
      page.heading(Printable.of(difference.subject()));
      difference.a().ifPresent(value -> page.line("- " + value));
      difference.b().ifPresent(value -> page.line("+ " + value));
    }
  }
}
