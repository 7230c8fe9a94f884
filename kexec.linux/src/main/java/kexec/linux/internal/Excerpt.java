package kexec.linux.internal;

/** Untrusted text in printable form. */
public final class Excerpt {

  private static final int LENGTH = 120;

  private Excerpt() {}

  /**
   * {@return a text in printable form: bounded, without control characters; about 120 characters at
   * most}
   *
   * @param text any text
   */
  public static String of(String text) {
    String shown = text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "…";
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
