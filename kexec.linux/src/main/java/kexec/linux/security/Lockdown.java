package kexec.linux.security;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;

/** The kernel's lockdown mode (Linux, security/lockdown/lockdown.c). */
public enum Lockdown {
  /** No lockdown. */
  NONE,
  /** Root cannot change the running kernel: unsigned images cannot be loaded. */
  INTEGRITY,
  /** In addition, root cannot read confidential kernel memory, such as {@code /proc/kcore}. */
  CONFIDENTIALITY;

  /**
   * Parses {@code /sys/kernel/security/lockdown}.
   *
   * @param source where the text comes from
   * @param text all modes, the current one in square brackets
   * @return the current mode
   * @throws BadFileException if none or several are in brackets, or the mode is unknown
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

  /** {@return the kernel's name for this mode, in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
