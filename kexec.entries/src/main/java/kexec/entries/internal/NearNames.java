package kexec.entries.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a misspelt one may have meant. */
final class NearNames {

  private static final int LONGEST = 200;

  private NearNames() {}

  /** {@return some of the names, those first that need the fewest changes} */
  static List<String> of(String wanted, List<String> names, int most) {
    return names.stream()
        .sorted(Comparator.comparingInt(name -> distance(wanted, name)))
        .limit(most)
        .toList();
  }

  /**
   * {@return how many characters must be inserted, removed or replaced (Levenshtein's distance); 0
   * for a part of the name}
   */
  private static int distance(String wanted, String name) {
    String a = shortened(wanted);
    String b = shortened(name);
    if (!a.isEmpty() && b.contains(a)) {
      return 0;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static String shortened(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() > LONGEST ? lower.substring(0, LONGEST) : lower;
  }
}
