package kexec.linux;

import java.nio.file.Path;

/**
 * Where a Linux system shows itself: the directory that has its {@code /proc} and {@code /sys}.
 *
 * @param path the directory; {@code /} for the running system
 */
public record LinuxRoot(Path path) {

  /**
   * Returns the running system.
   *
   * @return its root
   */
  public static LinuxRoot running() {
    return new LinuxRoot(Path.of("/"));
  }

  /**
   * Returns where a file lies below this root.
   *
   * @param absolute its place in the system, from {@code /} on
   * @return its place here
   * @throws IllegalArgumentException if {@code absolute} does not start with {@code /}
   */
  public Path resolve(String absolute) {
    if (!absolute.startsWith("/")) {
      throw new IllegalArgumentException("not an absolute path: " + absolute);
    }
    return path.resolve(absolute.substring(1));
  }
}
