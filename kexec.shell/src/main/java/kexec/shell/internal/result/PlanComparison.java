package kexec.shell.internal.result;

import java.util.List;

/**
 * The differences between two plans.
 *
 * @param a the first plan's file
 * @param b the second plan's file
 * @param differences may be empty
 */
public record PlanComparison(String a, String b, List<Difference> differences) {

  /** Creates the list unmodifiable. */
  public PlanComparison {
    differences = List.copyOf(differences);
  }

  /** {@return whether there is no difference: both plans do the same} */
  public boolean equal() {
    return differences.isEmpty();
  }
}
