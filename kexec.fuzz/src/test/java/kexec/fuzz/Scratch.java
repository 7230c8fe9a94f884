package kexec.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory of one target's files, in the directory for temporary files. */
final class Scratch {

  private final Path directory;

  private Scratch(Path directory) {
    this.directory = directory;
  }

  /** {@return a new directory, which is deleted with everything in it when the process ends} */
  static Scratch create() {
    try {
      Path directory =
          Files.createTempDirectory(
              "kexec-fuzz",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Scratch scratch = new Scratch(directory);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> scratch.delete(directory)));
      return scratch;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path directory() {
    return directory;
  }

  /** {@return a path below the directory, whose name may begin with a slash} */
  Path path(String name) {
    return directory.resolve(name.startsWith("/") ? name.substring(1) : name);
  }

  /**
   * Writes a file anew. The file of before may still be mapped, so that it is not shortened, but
   * replaced.
   */
  Path file(String name, byte[] content) {
    try {
      Path path = path(name);
      if (!Files.deleteIfExists(path)) {
        Files.createDirectories(path.getParent());
      }
      return Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file or a directory with everything in it. */
  void delete(Path path) {
    try {
      if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        try (var entries = Files.newDirectoryStream(path)) {
          entries.forEach(this::delete);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
