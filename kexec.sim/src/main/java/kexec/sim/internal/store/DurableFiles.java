package kexec.sim.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that are on the disk when their writer says so. */
final class DurableFiles {

  private DurableFiles() {}

  /** Makes a directory, and those above it, for this user alone: an initrd may hold secrets. */
  static void createPrivate(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(directory);
    }
  }

  /** Writes a new file. */
  static void write(Path path, byte[] bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(true);
    }
  }

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
