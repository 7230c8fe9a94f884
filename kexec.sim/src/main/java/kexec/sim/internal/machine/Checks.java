package kexec.sim.internal.machine;

import java.util.ArrayList;
import java.util.List;
import kexec.api.machine.ExecutionReport.Check;

/** Gathers what is looked at while an image is carried out. Used by one thread. */
public final class Checks {

  private final List<Check> all = new ArrayList<>();

  /**
   * Adds something that is as it should be.
   *
   * @param subject what was looked at
   * @param detail what was seen
   */
  public void pass(String subject, String detail) {
    all.add(new Check(subject, true, detail));
  }

  /**
   * Adds something that is not as it should be.
   *
   * @param subject what was looked at
   * @param detail what was seen
   */
  public void fail(String subject, String detail) {
    all.add(new Check(subject, false, detail));
  }

  /**
   * Compares two addresses or numbers.
   *
   * @param subject what was looked at
   * @param seen what is so
   * @param planned what should be so
   */
  public void same(String subject, long seen, long planned) {
    if (seen == planned) {
      pass(subject, "0x%x".formatted(seen));
    } else {
      fail(subject, "it is 0x%x, the plan says 0x%x".formatted(seen, planned));
    }
  }

  /**
   * Returns all that was looked at.
   *
   * @return in order
   */
  public List<Check> all() {
    return List.copyOf(all);
  }
}
