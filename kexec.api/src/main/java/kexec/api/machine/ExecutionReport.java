package kexec.api.machine;

import java.time.Duration;
import java.util.List;

/**
 * The result of executing an image without leaving the running system.
 *
 * @param receiver what executed it
 * @param checks all checks
 * @param pagesMoved how many pages were copied or exchanged
 * @param bytesVerified how many bytes were compared, including zero fill
 * @param duration from the jump to the last check
 */
public record ExecutionReport(
    String receiver, List<Check> checks, long pagesMoved, long bytesVerified, Duration duration) {

  /** Creates it with an unmodifiable list. */
  public ExecutionReport {
    checks = List.copyOf(checks);
  }

  /**
   * One check.
   *
   * @param subject what was checked
   * @param passed whether it matches the plan
   * @param detail the observed value
   */
  public record Check(String subject, boolean passed, String detail) {}

  /** {@return whether there was at least one check, and none failed} */
  public boolean succeeded() {
    return !checks.isEmpty() && checks.stream().allMatch(Check::passed);
  }
}
