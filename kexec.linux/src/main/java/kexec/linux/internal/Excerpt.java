package kexec.linux.internal;

/** Text of unknown origin, as it may be shown. */
public final class Excerpt {

  private static final int LENGTH = 120;

  private Excerpt() {}

  /**
   * Returns a text as it may be shown: not endless, and without what a terminal would obey.
   *
   * @param text any text
   * @return at most about 120 characters
   */
  public static String of(String text) {
    String shown = text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "…";
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
