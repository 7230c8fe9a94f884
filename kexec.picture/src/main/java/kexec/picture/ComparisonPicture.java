package kexec.picture;

import java.util.List;
import kexec.picture.compare.Change;
import kexec.picture.compare.ComparedPlan;
import kexec.picture.internal.draw.ComparisonSheet;
import kexec.picture.internal.page.ComparisonPage;

/**
 * Draws how two plans differ: both in the same scale, one above the other, with the way of each
 * segment from one to the other, and the words of the command line that were removed and added. As
 * for {@link PlanPicture}: the pictures need nothing else, every text is escaped, and the methods
 * are pure.
 */
public final class ComparisonPicture {

  private ComparisonPicture() {}

  /**
   * {@return a comparison as an SVG document}
   *
   * @param a the first plan
   * @param b the second plan
   * @param others the differences apart from segments and the command line
   */
  public static String svg(ComparedPlan a, ComparedPlan b, List<Change> others) {
    return ComparisonSheet.of(a, b, others);
  }

  /**
   * {@return a comparison as an HTML document}
   *
   * @param a the first plan
   * @param b the second plan
   * @param others the differences apart from segments and the command line
   */
  public static String html(ComparedPlan a, ComparedPlan b, List<Change> others) {
    return ComparisonPage.of(a, b, others);
  }
}
