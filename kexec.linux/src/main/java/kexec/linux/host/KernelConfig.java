package kexec.linux.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a kernel was built, as its {@code .config} tells. */
public final class KernelConfig {

  // Linux, scripts/kconfig/confdata.c. What is not set stands in a comment.
  private static final Pattern SET = Pattern.compile("CONFIG_([A-Za-z0-9_]+)=(.*)");
  private static final Pattern UNSET = Pattern.compile("# CONFIG_([A-Za-z0-9_]+) is not set");

  private final Map<String, String> options;

  private KernelConfig(Map<String, String> options) {
    this.options = Map.copyOf(options);
  }

  /**
   * Understands a {@code .config}. Other lines mean nothing.
   *
   * @param text the text
   * @return the options that it names
   */
  public static KernelConfig parse(String text) {
    Map<String, String> options = new HashMap<>();
    text.lines()
        .forEach(
            line -> {
              Matcher set = SET.matcher(line);
              Matcher unset = UNSET.matcher(line);
              if (set.matches()) {
                options.put(set.group(1), set.group(2));
              } else if (unset.matches()) {
                options.put(unset.group(1), "n");
              }
            });
    return new KernelConfig(options);
  }

  /**
   * Tells whether the kernel has something.
   *
   * @param option its name without {@code CONFIG_}
   * @return whether it is built in; false also where it is a module; nothing where the text does
   *     not name the option, because the kernel is of another version or it depends on one that is
   *     not set
   */
  public Optional<Boolean> isBuiltIn(String option) {
    return Optional.ofNullable(options.get(option)).map("y"::equals);
  }

  /**
   * Tells whether the text names any option at all.
   *
   * @return whether it names none
   */
  public boolean isEmpty() {
    return options.isEmpty();
  }
}
