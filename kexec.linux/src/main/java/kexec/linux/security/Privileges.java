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
 * The privileges of a thread, from {@code /proc/self/status} (Linux, fs/proc/array.c).
 *
 * @param effective the capabilities in effect
 * @param bounding the capabilities that it or a program that it starts could ever gain
 * @param filtered whether a seccomp filter applies to it, as in most containers
 */
public record Privileges(Set<Capability> effective, Set<Capability> bounding, boolean filtered) {

  private static final long NO_SECCOMP = 0;

  /** Copies the sets into unmodifiable ones. */
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
   * Parses the text.
   *
   * @param source where the text comes from
   * @param text the text
   * @return the privileges; without a filter if the kernel was built without seccomp
   * @throws BadFileException if a capability set is missing or not a hexadecimal number
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
   * {@return whether the thread has a capability in effect}
   *
   * @param capability the capability
   */
  public boolean has(Capability capability) {
    return effective.contains(capability);
  }
}
