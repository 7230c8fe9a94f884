package kexec.sim.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that are on the disk when their writer says so. */
final class DurableFiles {

  private DurableFiles() {}

  /** Forces the names in a directory to the disk. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Forces the names to the disk where that works; without it a power failure may undo the last.
   */
  static boolean tryForce(Path directory) {
    try {
      force(directory);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Deletes a file that does no harm where it cannot be deleted, but takes space. */
  static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The next load tries again.
      return;
    }
  }

  /** Closes a file; a lock on it ends with the process at the latest. */
  static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written through it.
      return;
    }
  }
}
