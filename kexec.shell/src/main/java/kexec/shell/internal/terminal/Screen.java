package kexec.shell.internal.terminal;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a terminal can show, as the environment tells (POSIX, chapter 8 "Environment Variables").
 *
 * @param columns its width; 80 if it is not told
 * @param unicode whether the user's locale has all of Unicode
 */
public record Screen(int columns, boolean unicode) {

  private static final int COLUMNS = 80;
  private static final int MOST_DIGITS = 4;

  /**
   * {@return what an environment tells}
   *
   * @param environment the variables
   */
  public static Screen of(Map<String, String> environment) {
    return new Screen(columns(environment.getOrDefault("COLUMNS", "")), unicode(environment));
  }

  private static int columns(String value) {
    boolean number =
        !value.isEmpty()
            && value.length() <= MOST_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Integer.parseInt(value) : COLUMNS;
  }

  /**
   * The launcher sets LC_ALL for Java, and hands the user's locale on in LC_CTYPE, which therefore
   * comes first here.
   */
  private static boolean unicode(Map<String, String> environment) {
    String locale =
        Stream.of("LC_CTYPE", "LC_ALL", "LANG")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse("")
            .toLowerCase(Locale.ROOT);
    return locale.contains("utf-8") || locale.contains("utf8");
  }
}
