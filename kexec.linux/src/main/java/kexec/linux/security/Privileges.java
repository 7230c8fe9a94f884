package kexec.linux.security;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/**
 * What a thread may do, as {@code /proc/self/status} tells (Linux, fs/proc/array.c).
 *
 * @param effective the rights that count now
 * @param bounding the rights that it or a program that it starts could ever get
 * @param filtered whether a seccomp filter stands between it and the kernel, as in most containers
 */
public record Privileges(Set<Capability> effective, Set<Capability> bounding, boolean filtered) {

  private static final long NO_SECCOMP = 0;

  /** Makes the sets unmodifiable. */
  public Privileges {
    effective = ordered(effective);
    bounding = ordered(bounding);
  }

  private static Set<Capability> ordered(Set<Capability> set) {
    EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
    copy.addAll(set);
    return Collections.unmodifiableSet(copy);
  }

  /**
   * Understands the text.
   *
   * @param source where the text comes from
   * @param text the text
   * @return what it tells; without a filter where the kernel was built without them
   * @throws BadFileException if a set of rights is missing or no hexadecimal number
   */
  public static Privileges parse(String source, String text) throws BadFileException {
    Matcher seccomp = line("Seccomp", text);
    return new Privileges(
        capabilities(source, text, "CapEff"),
        capabilities(source, text, "CapBnd"),
        seccomp.find() && Numbers.count(source, seccomp.group(1)) != NO_SECCOMP);
  }

  private static Set<Capability> capabilities(String source, String text, String name)
      throws BadFileException {
    Matcher match = line(name, text);
    if (!match.find()) {
      throw Malformed.because(source, "it does not tell " + name);
    }
    long bits = Numbers.hex(source, match.group(1));
    EnumSet<Capability> found = EnumSet.allOf(Capability.class);
    found.removeIf(capability -> !capability.isIn(bits));
    return found;
  }

  private static Matcher line(String name, String text) {
    return Pattern.compile("^" + name + ":[ \\t]*(.*)$", Pattern.MULTILINE).matcher(text);
  }

  /**
   * Tells whether the thread has a right now.
   *
   * @param capability the right
   * @return whether it has
   */
  public boolean has(Capability capability) {
    return effective.contains(capability);
  }
}
