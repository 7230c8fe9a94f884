package kexec.rehearse.internal.init;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import kexec.rehearse.internal.init.InitReport.Ending;

/** Puts a report together from its lines. Not thread-safe. */
final class InitReportReader {

  private static final Pattern KIB = Pattern.compile("[0-9]{1,15}");

  private final Set<String> seen = new HashSet<>();
  private final List<String> troubles = new ArrayList<>();
  private boolean started;
  private OptionalLong totalBytes = OptionalLong.empty();
  private OptionalLong availableBytes = OptionalLong.empty();
  private OptionalLong coreBytes = OptionalLong.empty();
  private List<CheckResult> checks = List.of();
  private Ending ending = Ending.NONE;

  /** Starts without any line. */
  InitReportReader() {}

  /** Takes a line, unless there was one on the same subject or it makes no sense. */
  void accept(ReportLine line) {
    if (!seen.contains(line.subject()) && take(line)) {
      seen.add(line.subject());
    }
  }

  private boolean take(ReportLine line) {
    return switch (line.subject()) {
      case InitReport.STARTED -> {
        started = true;
        yield true;
      }
      case "memory" -> memory(line);
      case "vmcore" -> core(line);
      case "checks" -> checks(line);
      case "no-proc", "no-options" -> trouble(line);
      case "exec" -> end(Ending.EXEC);
      case "exec-failed" -> trouble(line) && end(Ending.EXEC_FAILED);
      case "poweroff" -> end(Ending.POWEROFF);
      default -> false;
    };
  }

  private boolean trouble(ReportLine line) {
    return troubles.add(String.join(" ", line.words()));
  }

  private boolean memory(ReportLine line) {
    totalBytes = bytes(line, "total");
    availableBytes = bytes(line, "available");
    return totalBytes.isPresent() || trouble(line);
  }

  private static OptionalLong bytes(ReportLine line, String name) {
    return line.value(name)
        .filter(text -> KIB.matcher(text).matches())
        .map(text -> OptionalLong.of(Long.parseLong(text) << 10))
        .orElse(OptionalLong.empty());
  }

  private boolean core(ReportLine line) {
    List<String> words = line.rest();
    if (words.size() == 2 && words.get(0).matches("elf(32|64)")) {
      Optional<Long> size = ReportLine.hex(words.get(1)).filter(each -> each >= 0);
      size.ifPresent(each -> coreBytes = OptionalLong.of(each));
      return size.isPresent();
    }
    boolean known = !words.isEmpty() && words.get(0).matches("absent|unreadable");
    return known && trouble(line);
  }

  private boolean checks(ReportLine line) {
    List<CheckResult> results =
        line.rest().stream().map(CheckResult::parse).flatMap(Optional::stream).toList();
    if (results.size() != line.rest().size() || results.size() > InitOptions.MOST_CHECKS) {
      return false;
    }
    checks = results;
    return true;
  }

  /** A failed exec follows the announcement of it, and is followed by the switching off. */
  private boolean end(Ending later) {
    if (ending != Ending.EXEC_FAILED && later.compareTo(ending) > 0) {
      ending = later;
    }
    return true;
  }

  /** {@return what the lines so far report} */
  InitReport report() {
    return new InitReport(started, totalBytes, availableBytes, coreBytes, checks, troubles, ending);
  }
}
