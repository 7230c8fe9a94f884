package kexec.itest.exam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that tests make, in a directory for each of the JVMs that run tests at the same time. */
public final class ForkFiles {

  private ForkFiles() {}

  /**
   * {@return where a file is to be made}
   *
   * @param name its name
   */
  public static Path file(String name) {
    try {
      Path directory = Path.of(System.getProperty("fork.directory", "target")).toAbsolutePath();
      return Files.createDirectories(directory).resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
