package kexec.linux;

import java.nio.file.Path;

/**
 * The root directory of a Linux system, which contains its {@code /proc} and {@code /sys}.
 *
 * @param path the directory; {@code /} for the running system
 */
public record LinuxRoot(Path path) {

  /** {@return the root of the running system} */
  public static LinuxRoot running() {
    return new LinuxRoot(Path.of("/"));
  }

  /**
   * {@return the location of a file below this root}
   *
   * @param absolute its path in the system, starting at {@code /}
   * @throws IllegalArgumentException if {@code absolute} does not start with {@code /}
   */
  public Path resolve(String absolute) {
    if (!absolute.startsWith("/")) {
      throw new IllegalArgumentException("not an absolute path: " + absolute);
    }
    return path.resolve(absolute.substring(1));
  }
}
