package kexec.api.machine;

import java.time.Duration;
import java.util.List;

/**
 * What was seen when an image was carried out without leaving the running system.
 *
 * @param receiver who carried it out
 * @param checks everything that was looked at
 * @param pagesMoved how many pages were copied or exchanged
 * @param bytesVerified how many bytes were compared, zero fill included
 * @param duration from the jump to the last check
 */
public record ExecutionReport(
    String receiver, List<Check> checks, long pagesMoved, long bytesVerified, Duration duration) {

  /** Makes the list unmodifiable. */
  public ExecutionReport {
    checks = List.copyOf(checks);
  }

  /**
   * One thing that was looked at.
   *
   * @param subject what was looked at
   * @param passed whether it was as the plan says
   * @param detail what was seen
   */
  public record Check(String subject, boolean passed, String detail) {}

  /**
   * Tells whether all was as the plan says.
   *
   * @return whether there was a check, and none failed
   */
  public boolean succeeded() {
    return !checks.isEmpty() && checks.stream().allMatch(Check::passed);
  }
}
