package kexec.sim.internal.machine;

import java.util.ArrayList;
import java.util.List;
import kexec.api.machine.ExecutionReport.Check;

/** Collects the checks made while an image is executed. Not thread-safe. */
public final class Checks {

  private final List<Check> all = new ArrayList<>();

  /**
   * Adds a passed check.
   *
   * @param subject what was checked
   * @param detail the result
   */
  public void pass(String subject, String detail) {
    all.add(new Check(subject, true, detail));
  }

  /**
   * Adds a failed check.
   *
   * @param subject what was checked
   * @param detail the result
   */
  public void fail(String subject, String detail) {
    all.add(new Check(subject, false, detail));
  }

  /**
   * Compares two addresses or numbers.
   *
   * @param subject what was checked
   * @param seen the actual value
   * @param planned the expected value
   */
  public void same(String subject, long seen, long planned) {
    if (seen == planned) {
      pass(subject, "0x%x".formatted(seen));
    } else {
      fail(subject, "it is 0x%x, the plan says 0x%x".formatted(seen, planned));
    }
  }

  /** {@return all checks, in order} */
  public List<Check> all() {
    return List.copyOf(all);
  }
}
