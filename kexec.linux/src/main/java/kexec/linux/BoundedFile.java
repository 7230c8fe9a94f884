package kexec.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.linux.internal.ReadFaults;

/** Reads files whose size is not known before, as in {@code /proc}, or that may lie. */
final class BoundedFile {

  private BoundedFile() {}

  /**
   * Reads a whole file.
   *
   * @param path the file; it need not be a regular one
   * @param limit the most that is read, in bytes
   * @return its content, or nothing where the file is longer
   * @throws kexec.api.fault.BadFileException if the file is absent or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  static Optional<byte[]> read(Path path, int limit) throws KexecException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limit + 1);
      return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
    } catch (IOException e) {
      throw ReadFaults.of(path, e);
    }
  }
}
