package kexec.entries.internal.entry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names of kernel files tell. */
public final class KernelNames {

  private static final Pattern RELEASE =
      Pattern.compile("(?:vmlinuz|vmlinux|kernel|[bz]?Image)-(\\d[^/]*?)(?:\\.efi)?");

  private KernelNames() {}

  /**
   * {@return the release in a kernel file's name, such as {@code vmlinuz-6.1.0-13-amd64}}
   *
   * @param name the name without its directory
   */
  public static Optional<String> release(String name) {
    Matcher release = RELEASE.matcher(name);
    return release.matches() ? Optional.of(release.group(1)) : Optional.empty();
  }
}
