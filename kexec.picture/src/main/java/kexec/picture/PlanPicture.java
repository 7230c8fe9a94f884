package kexec.picture;

import java.util.regex.Pattern;
import kexec.api.plan.Plan;
import kexec.picture.internal.draw.PlanFigure;
import kexec.picture.internal.draw.Sheet;
import kexec.picture.internal.page.PlanPage;

/**
 * Draws plans. The pictures need no network, no script and no other file; they follow the reader's
 * preference for light or dark, and are light in print. Texts from files are escaped, and what is
 * hidden in them is shown as {@link kexec.api.text.Printable} shows it. Every plan can be drawn,
 * loadable or not; the same plan always gives the same text.
 *
 * <p>All methods are pure functions and may be called by any thread.
 */
public final class PlanPicture {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");

  private PlanPicture() {}

  /**
   * {@return a plan as an SVG document, with everything that a plan tells}
   *
   * @param plan the plan
   */
  public static String svg(Plan plan) {
    return Sheet.of(plan);
  }

  /**
   * {@return a plan as an HTML document, with everything that a plan tells}
   *
   * @param plan the plan
   */
  public static String html(Plan plan) {
    return PlanPage.of(plan);
  }

  /**
   * {@return the figure of a plan as one {@code svg} element, to be put into an HTML document: the
   * memory to scale and the way to the kernel, without the tables and texts. Its style sheet
   * applies to nothing but elements of the class {@code jp}}
   *
   * @param plan the plan
   * @param prefix begins the identifiers in it, so that several figures can be in one document: a
   *     letter, and up to 31 letters, digits, underscores and hyphens
   * @throws IllegalArgumentException if the prefix has other characters or is longer
   */
  public static String figure(Plan plan, String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException("not the start of an identifier: " + prefix);
    }
    return PlanFigure.of(plan, prefix);
  }
}
