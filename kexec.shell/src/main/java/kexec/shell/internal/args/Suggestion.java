package kexec.shell.internal.args;

import java.util.Collection;

/** What somebody may have meant who wrote a word that is not known. */
final class Suggestion {

  /** The part of a word's characters that may be wrong. */
  private static final int ONE_IN = 3;

  /** No known word is longer by far, and a command line may be a megabyte. */
  private static final int LONGEST = 64;

  private Suggestion() {}

  /**
   * {@return a question to append to a refusal; empty if no known word is alike} A word is alike if
   * few of its characters are missing, superfluous, wrong or exchanged with the next, or if it
   * begins with what was written.
   *
   * @param word what was written
   * @param known the words that are known
   */
  static String after(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return "";
    }
    String best = "";
    int least = word.length() / ONE_IN + 1;
    for (String each : known) {
      int distance = distance(word, each);
      boolean abbreviated = isName(word) && each.startsWith(word);
      if (distance < least || (best.isEmpty() && abbreviated)) {
        best = each;
        least = Math.min(distance, least);
      }
    }
    return best.isEmpty() ? "" : "; did you mean " + best + "?";
  }

  /** Whether there is more than dashes. */
  private static boolean isName(String word) {
    return word.length() > "--".length();
  }

  /** The number of edits in the restricted sense: no part of a word is edited twice. */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(change, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
