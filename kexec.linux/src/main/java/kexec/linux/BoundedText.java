package kexec.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;

/** Reads texts from files whose size is not known before, as in {@code /proc}, or that may lie. */
final class BoundedText {

  private BoundedText() {}

  /**
   * Reads a whole file.
   *
   * @param path the file; it need not be a regular one
   * @param limit the longest text, in bytes
   * @return the text, or nothing where the file is longer
   * @throws BadFileException if the file is absent, cannot be read, or is not UTF-8
   * @throws NotPermittedException if this user may not read it
   */
  static Optional<String> read(Path path, int limit) throws KexecException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limit + 1);
      return bytes.length > limit ? Optional.empty() : Optional.of(decode(bytes));
    } catch (NoSuchFileException e) {
      throw new BadFileException(
          new Fault("file-absent", "reading " + path, "there is no such file", "Check the path."),
          e);
    } catch (AccessDeniedException e) {
      throw new NotPermittedException(
          new Fault(
              "file-not-readable",
              "reading " + path,
              "this user may not read it",
              "Run as a user who may, or change the file's permissions."),
          e);
    } catch (CharacterCodingException e) {
      throw new BadFileException(
          new Fault(
              "file-not-text",
              "reading " + path,
              "it is not UTF-8 text",
              "Check that this is the right file."),
          e);
    } catch (IOException e) {
      throw new BadFileException(
          new Fault(
              "file-unreadable",
              "reading " + path,
              String.valueOf(e.getMessage()),
              "Check that it is a file with text, and the file system."),
          e);
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
