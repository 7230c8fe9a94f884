package kexec.core.internal.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.plan.FileLease;
import kexec.launch.Trust;

/**
 * A copy of a file in a directory that only this user can enter, in place of a lease: nobody else
 * can change it.
 *
 * @param directory the directory
 * @param path the copy
 */
record PrivateCopy(Path directory, Path path) implements FileLease {

  /**
   * Copies a file.
   *
   * @throws IOException if it cannot be read, or there is no room for the copy
   */
  static PrivateCopy of(Path file) throws IOException {
    Path directory = Files.createTempDirectory("jkexec").toAbsolutePath();
    PrivateCopy copy = new PrivateCopy(directory, directory.resolve("copy"));
    boolean complete = false;
    try {
      Optional<String> weakness = Trust.ofThisUser().weakness(directory);
      if (weakness.isPresent()) {
        throw new IOException(weakness.get());
      }
      Files.copy(file, copy.path());
      complete = true;
    } finally {
      if (!complete) {
        copy.close();
      }
    }
    return copy;
  }

  @Override
  public boolean isHeld() {
    return Files.exists(path);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
