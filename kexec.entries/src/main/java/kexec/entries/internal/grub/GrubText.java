package kexec.entries.internal.grub;

/**
 * A value or a word.
 *
 * @param text the text
 * @param certain whether GRUB has the same one for certain
 */
record GrubText(String text, boolean certain) {

  static final GrubText EMPTY = new GrubText("", true);

  static GrubText of(String text) {
    return new GrubText(text, true);
  }

  GrubText uncertain() {
    return new GrubText(text, false);
  }
}
