package kexec.rehearse.internal.init;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the first program reported.
 *
 * @param started whether it ran, which proves that user mode works
 * @param totalBytes the memory that the kernel manages; empty if unknown
 * @param availableBytes what of that was available before the image's own init; empty if unknown
 * @param coreBytes the size of {@code /proc/vmcore}; empty if it was not there or not asked for
 * @param checks what was found at each check, in the order of the options; unmodifiable, empty
 *     without a core file
 * @param troubles what the program complained about, for people; unmodifiable
 * @param ending what it did last
 */
public record InitReport(
    boolean started,
    OptionalLong totalBytes,
    OptionalLong availableBytes,
    OptionalLong coreBytes,
    List<CheckResult> checks,
    List<String> troubles,
    Ending ending) {

  /** The subject of the first line. */
  static final String STARTED = "started";

  /** What the program did last. */
  public enum Ending {
    /** It has not come to its end. */
    NONE,
    /** It gave way to the image's own init. */
    EXEC,
    /** There was no such init; then it switched the guest off. */
    EXEC_FAILED,
    /** It switched the guest off. */
    POWEROFF
  }

  /** Makes the lists unmodifiable. */
  public InitReport {
    checks = List.copyOf(checks);
    troubles = List.copyOf(troubles);
  }

  /**
   * {@return the report in the lines of a console, of a log, or of both. Of several lines on one
   * subject the first counts}
   *
   * @param lines any lines, with or without the kernel's time stamps
   * @param token the token of the options
   */
  public static InitReport parse(List<String> lines, long token) {
    InitReportReader reader = new InitReportReader();
    for (String line : lines) {
      ReportLine.find(line, token).forEach(reader::accept);
    }
    return reader.report();
  }

  /**
   * {@return the beginning of the line that the program writes first}
   *
   * @param token the token of the options
   */
  public static String firstLine(long token) {
    return ReportLine.start(token) + STARTED;
  }

  /**
   * {@return whether all checks of a kind found what was expected; false if there are none}
   *
   * @param options the options of the program
   * @param kind the kind of checks
   */
  public boolean holds(InitOptions options, Class<? extends InitCheck> kind) {
    List<InitCheck> asked = options.checks();
    if (asked.size() != checks.size() || asked.stream().noneMatch(kind::isInstance)) {
      return false;
    }
    for (int i = 0; i < checks.size(); i++) {
      if (kind.isInstance(asked.get(i)) && checks.get(i).verdict() != CheckResult.Verdict.OK) {
        return false;
      }
    }
    return true;
  }
}
