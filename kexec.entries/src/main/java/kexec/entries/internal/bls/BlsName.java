package kexec.entries.internal.bls;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an entry's file, with what boot counting keeps in it (UAPI Group Specifications, "The
 * Boot Loader Specification", "Boot counting"): {@code NAME+LEFT-DONE.conf}.
 *
 * @param id the name without counters and suffix
 * @param suffix the suffix with its dot
 * @param left how often it will be tried yet; empty if that is not counted
 */
record BlsName(String id, String suffix, OptionalLong left) {

  private static final Pattern COUNTED = Pattern.compile("(.+)\\+(\\d{1,18})(-\\d{1,18})?");

  /**
   * {@return the parts of a file's name}
   *
   * @param file the name
   * @param suffix the suffix that it has
   */
  static BlsName of(String file, String suffix) {
    String name = file.substring(0, file.length() - suffix.length());
    Matcher counted = COUNTED.matcher(name);
    return counted.matches()
        ? new BlsName(counted.group(1), suffix, OptionalLong.of(Long.parseLong(counted.group(2))))
        : new BlsName(name, suffix, OptionalLong.empty());
  }

  /** {@return the name that patterns and variables use} */
  String whole() {
    return id + suffix;
  }

  /** {@return whether every try failed} */
  boolean isBad() {
    return left.isPresent() && left.getAsLong() == 0;
  }
}
