package kexec.picture.compare;

import java.util.ArrayList;
import java.util.List;

/** The words that were kept, removed and added from one text to another. */
public final class WordDiff {

  /** Above this product of lengths, the words between the common start and end are all changed. */
  private static final int MOST = 4_000_000;

  /** What became of a word. */
  public enum Fate {
    /** It is in both texts. */
    KEPT,
    /** It is in the first text only. */
    REMOVED,
    /** It is in the second text only. */
    ADDED
  }

  /**
   * A word.
   *
   * @param fate what became of it
   * @param text the word
   */
  public record Word(Fate fate, String text) {}

  private final List<String> a;
  private final List<String> b;
  private final List<Word> words = new ArrayList<>();

  private WordDiff(List<String> a, List<String> b) {
    this.a = a;
    this.b = b;
  }

  /**
   * {@return the words of both texts, with as many kept as possible; removed words before those
   * that were added in their place}
   *
   * @param a the first text
   * @param b the second text
   */
  public static List<Word> of(String a, String b) {
    WordDiff diff = new WordDiff(split(a), split(b));
    diff.compare();
    return List.copyOf(diff.words);
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>(List.of(text.split(" ", -1)));
    words.removeIf(String::isEmpty);
    return words;
  }

  private void compare() {
    int start = 0;
    while (start < Math.min(a.size(), b.size()) && a.get(start).equals(b.get(start))) {
      start++;
    }
    int end = 0;
    while (end < Math.min(a.size(), b.size()) - start
        && a.get(a.size() - 1 - end).equals(b.get(b.size() - 1 - end))) {
      end++;
    }
    add(Fate.KEPT, a.subList(0, start));
    middle(a.subList(start, a.size() - end), b.subList(start, b.size() - end));
    add(Fate.KEPT, a.subList(a.size() - end, a.size()));
  }

  private void add(Fate fate, List<String> more) {
    more.forEach(word -> words.add(new Word(fate, word)));
  }

  private void middle(List<String> from, List<String> to) {
    if ((long) from.size() * to.size() > MOST) {
      add(Fate.REMOVED, from);
      add(Fate.ADDED, to);
      return;
    }
    int[][] common = common(from, to);
    int i = 0;
    int j = 0;
    while (i < from.size() || j < to.size()) {
      boolean both = i < from.size() && j < to.size();
      if (both && from.get(i).equals(to.get(j))) {
        words.add(new Word(Fate.KEPT, from.get(i)));
        i++;
        j++;
      } else if (j == to.size() || (both && common[i + 1][j] >= common[i][j + 1])) {
        words.add(new Word(Fate.REMOVED, from.get(i++)));
      } else {
        words.add(new Word(Fate.ADDED, to.get(j++)));
      }
    }
  }

  /** The lengths of the longest common subsequences of what follows each pair of places. */
  private static int[][] common(List<String> from, List<String> to) {
    int[][] common = new int[from.size() + 1][to.size() + 1];
    for (int i = from.size() - 1; i >= 0; i--) {
      for (int j = to.size() - 1; j >= 0; j--) {
        common[i][j] =
            from.get(i).equals(to.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
