package kexec.shell.internal.result;

import java.util.List;

/**
 * In what two plans differ.
 *
 * @param a the first plan's file
 * @param b the second plan's file
 * @param differences perhaps none
 */
public record PlanComparison(String a, String b, List<Difference> differences) {

  /** Makes the list unmodifiable. */
  public PlanComparison {
    differences = List.copyOf(differences);
  }

  /**
   * Tells whether both plans would do the same.
   *
   * @return whether nothing differs
   */
  public boolean equal() {
    return differences.isEmpty();
  }
}
