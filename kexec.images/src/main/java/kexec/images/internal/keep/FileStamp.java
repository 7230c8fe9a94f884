package kexec.images.internal.keep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * What tells that a file is being written, or was replaced: its content is not read.
 *
 * @param path the file; symbolic links are followed
 * @param state its size, its key and when it was written to, or empty if it cannot be examined
 */
record FileStamp(Path path, Optional<State> state) {

  record State(long bytes, Instant modified, String key) {}

  /**
   * {@return the present stamp of a file}
   *
   * @param path the file
   */
  static FileStamp of(Path path) {
    try {
      BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
      return new FileStamp(
          path,
          Optional.of(
              new State(
                  facts.size(),
                  facts.lastModifiedTime().toInstant(),
                  String.valueOf(facts.fileKey()))));
    } catch (IOException e) {
      // Whoever plans the image reads the file, and tells better what is wrong with it.
      return new FileStamp(path, Optional.empty());
    }
  }
}
