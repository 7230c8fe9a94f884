package kexec.linux.security;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;

/** How far the kernel is locked against root (Linux, security/lockdown/lockdown.c). */
public enum Lockdown {
  /** Not at all. */
  NONE,
  /** Root cannot change the running kernel: unsigned images cannot be loaded. */
  INTEGRITY,
  /** Besides, root cannot read what the kernel keeps to itself, such as {@code /proc/kcore}. */
  CONFIDENTIALITY;

  /**
   * Understands {@code /sys/kernel/security/lockdown}.
   *
   * @param source where the text comes from
   * @param text all modes, the one that is in force in square brackets
   * @return that one
   * @throws BadFileException if none is in brackets, several are, or it is not known
   */
  public static Lockdown parse(String source, String text) throws BadFileException {
    List<String> chosen =
        Arrays.stream(text.strip().split(" ", -1)).filter(word -> word.startsWith("[")).toList();
    for (Lockdown mode : values()) {
      if (chosen.equals(List.of("[" + mode.label() + "]"))) {
        return mode;
      }
    }
    throw Malformed.text(source, text.strip(), "a list of modes with one in brackets");
  }

  /**
   * Returns the name that the kernel has for this mode.
   *
   * @return the name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
