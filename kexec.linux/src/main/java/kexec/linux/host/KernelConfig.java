package kexec.linux.host;

import java.util.Optional;

/** The build configuration of a kernel, from its {@code .config}. */
public final class KernelConfig {

  private static final String PREFIX = "CONFIG_";

  /** Begins with a line end, as every line does then. */
  private final String text;

  private KernelConfig(String text) {
    this.text = text;
  }

  /**
   * {@return the options of a {@code .config}} Other lines are ignored. Nothing is parsed before an
   * option is looked up: few are, of thousands.
   *
   * @param text the text
   */
  public static KernelConfig parse(String text) {
    return new KernelConfig("\n" + text + "\n");
  }

  /**
   * {@return whether an option is built in; false also if it is a module; empty if the text does
   * not mention it, because the kernel has another version or the option depends on one that is not
   * set}
   *
   * @param option its name without {@code CONFIG_}
   */
  public Optional<Boolean> isBuiltIn(String option) {
    // Linux, scripts/kconfig/confdata.c. Options that are not set appear in comments.
    int set = text.lastIndexOf("\n" + PREFIX + option + "=");
    int unset = text.lastIndexOf("\n# " + PREFIX + option + " is not set\n");
    if (set < 0 && unset < 0) {
      return Optional.empty();
    }
    return Optional.of(set > unset && text.startsWith("=y\n", text.indexOf('=', set)));
  }

  /** {@return whether the text mentions no option} */
  public boolean isEmpty() {
    return !text.contains("\n" + PREFIX) && !text.contains("\n# " + PREFIX);
  }
}
