package kexec.core.internal.slot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What tells cheaply whether a file is still the same: its content is not read.
 *
 * @param path the file, absolute
 * @param bytes its size
 * @param modified when it was last written to
 * @param inode the number of the file that the path leads to
 */
record FileState(Path path, long bytes, Instant modified, long inode) {

  /**
   * {@return a file's state; empty where the file system does not give these facts}
   *
   * @param path the file
   * @throws IOException if it is not there, or this user may not ask
   */
  static Optional<FileState> read(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    try {
      Map<String, Object> facts = Files.readAttributes(file, "unix:size,lastModifiedTime,ino");
      return facts.get("size") instanceof Long bytes
              && facts.get("lastModifiedTime") instanceof FileTime modified
              && facts.get("ino") instanceof Long inode
          ? Optional.of(new FileState(file, bytes, modified.toInstant(), inode))
          : Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
