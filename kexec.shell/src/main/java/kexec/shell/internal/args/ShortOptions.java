package kexec.shell.internal.args;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Splits combined short options, as getopt does. */
final class ShortOptions {

  private ShortOptions() {}

  /**
   * {@return the arguments with {@code -lp} split into {@code -l -p}, and {@code -tbzImage} into
   * {@code -t bzImage}; values and everything after {@code --} are unchanged}
   *
   * @param words the arguments
   * @param withValue the options, short and long, that take a value from the next argument
   */
  static List<String> split(List<String> words, Set<String> withValue) {
    return split(words, withValue::contains);
  }

  /**
   * {@return the arguments, split as above}
   *
   * @param words the arguments
   * @param syntax the options
   */
  static List<String> split(List<String> words, Syntax syntax) {
    return split(words, name -> syntax.option(name).filter(Option::takesValue).isPresent());
  }

  private static List<String> split(List<String> words, Predicate<String> withValue) {
    List<String> single = new ArrayList<>(words.size());
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        single.addAll(words.subList(i, words.size()));
        break;
      }
      if (isSeveral(word)) {
        splitOne(word, withValue, single);
      } else {
        single.add(word);
      }
      if (withValue.test(single.get(single.size() - 1)) && i + 1 < words.size()) {
        single.add(words.get(++i));
      }
    }
    return single;
  }

  private static boolean isSeveral(String word) {
    return word.length() > 2 && word.charAt(0) == '-' && Character.isLetter(word.charAt(1));
  }

  private static void splitOne(String word, Predicate<String> withValue, List<String> single) {
    for (int i = 1; i < word.length(); i++) {
      String option = "-" + word.charAt(i);
      single.add(option);
      if (withValue.test(option) && i + 1 < word.length()) {
        single.add(word.substring(word.charAt(i + 1) == '=' ? i + 2 : i + 1));
        break;
      }
    }
  }
}
