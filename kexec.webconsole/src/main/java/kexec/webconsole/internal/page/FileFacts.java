package kexec.webconsole.internal.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What tells whether a file was written to or replaced: its content is not read.
 *
 * @param bytes its size
 * @param modified when it was written to
 * @param key what the file system knows it by
 */
public record FileFacts(long bytes, FileTime modified, String key) {

  /**
   * {@return the facts as they are now; empty if the file cannot be examined}
   *
   * @param path the file; symbolic links are followed
   */
  public static Optional<FileFacts> of(Path path) {
    try {
      BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(
          new FileFacts(facts.size(), facts.lastModifiedTime(), String.valueOf(facts.fileKey())));
    } catch (IOException e) {
      // Whoever plans with the file reads it, and tells better what is wrong with it.
      return Optional.empty();
    }
  }
}
