package kexec.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.linux.internal.ReadFaults;

/** Reads files whose size is unknown, as in {@code /proc}, or untrusted. */
final class BoundedFile {

  private BoundedFile() {}

  /**
   * {@return the content of a whole file, or empty if it exceeds the limit}
   *
   * @param path the file; it need not be a regular one
   * @param limit the maximum size in bytes
   * @throws kexec.api.fault.BadFileException if the file is absent or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
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
