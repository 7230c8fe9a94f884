package kexec.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.linux.internal.ReadFaults;

/** Reads texts from files whose size is not known before, as in {@code /proc}, or that may lie. */
final class BoundedText {

  private BoundedText() {}

  /**
   * Reads a whole file.
   *
   * @param path the file; it need not be a regular one
   * @param limit the longest text, in bytes
   * @return the text, or nothing where the file is longer
   * @throws kexec.api.fault.BadFileException if the file is absent, cannot be read, or is not UTF-8
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  static Optional<String> read(Path path, int limit) throws KexecException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limit + 1);
      return bytes.length > limit ? Optional.empty() : Optional.of(decode(bytes));
    } catch (IOException e) {
      throw ReadFaults.of(path, e);
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
