package kexec.base.pe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.text.ByteText;

/**
 * The sections of a unified kernel image: an EFI program with a kernel and what belongs to it (UAPI
 * Group Specifications, "Unified Kernel Image").
 */
public final class UnifiedSections {

  /** The kernel. */
  public static final String KERNEL = ".linux";

  /** The kernel's command line. */
  public static final String COMMAND_LINE = ".cmdline";

  /** The text of {@code os-release}. */
  public static final String RELEASE_FILE = ".osrel";

  /** The kernel's release. */
  public static final String RELEASE = ".uname";

  private static final String PROFILE = ".profile";

  private UnifiedSections() {}

  /**
   * {@return the sections with some names. Of a UKI with several profiles these are those of the
   * first profile, and for the names that it does not have, those before all profiles}
   *
   * @param sections all sections
   * @param used the names
   */
  public static Map<String, List<PeSection>> chosen(List<PeSection> sections, Set<String> used) {
    List<Map<String, List<PeSection>>> profiles = new ArrayList<>();
    profiles.add(new LinkedHashMap<>());
    for (PeSection each : sections) {
      if (each.name().equals(PROFILE)) {
        profiles.add(new LinkedHashMap<>());
      } else if (used.contains(each.name())) {
        profiles
            .get(profiles.size() - 1)
            .computeIfAbsent(each.name(), name -> new ArrayList<>())
            .add(each);
      }
    }
    Map<String, List<PeSection>> chosen = profiles.get(0);
    if (profiles.size() > 1) {
      chosen.putAll(profiles.get(1));
    }
    return chosen;
  }

  /**
   * {@return the command line up to the first NUL, with spaces in place of other control
   * characters, as systemd's stub passes it; empty if there is none}
   *
   * @param content the content of the section
   */
  public static Optional<String> commandLine(byte[] content) {
    String line = ByteText.of(content);
    int end = line.indexOf('\0');
    StringBuilder shown = new StringBuilder(line.length());
    (end < 0 ? line : line.substring(0, end))
        .chars()
        .forEach(c -> shown.append(c < ' ' || c == 0x7f ? ' ' : (char) c));
    return Optional.of(shown.toString().trim()).filter(text -> !text.isEmpty());
  }
}
