package kexec.linux.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The build configuration of a kernel, from its {@code .config}. */
public final class KernelConfig {

  // Linux, scripts/kconfig/confdata.c. Options that are not set appear in comments.
  private static final Pattern SET = Pattern.compile("CONFIG_([A-Za-z0-9_]+)=(.*)");
  private static final Pattern UNSET = Pattern.compile("# CONFIG_([A-Za-z0-9_]+) is not set");

  private final Map<String, String> options;

  private KernelConfig(Map<String, String> options) {
    this.options = Map.copyOf(options);
  }

  /**
   * {@return the options of a {@code .config}} Other lines are ignored.
   *
   * @param text the text
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
   * {@return whether an option is built in; false also if it is a module; empty if the text does
   * not mention it, because the kernel has another version or the option depends on one that is not
   * set}
   *
   * @param option its name without {@code CONFIG_}
   */
  public Optional<Boolean> isBuiltIn(String option) {
    return Optional.ofNullable(options.get(option)).map("y"::equals);
  }

  /** {@return whether the text mentions no option} */
  public boolean isEmpty() {
    return options.isEmpty();
  }
}
