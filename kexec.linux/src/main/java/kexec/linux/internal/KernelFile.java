package kexec.linux.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;

/**
 * A file of unknown size, as in {@code /proc} and {@code /sys}, or an untrusted one.
 *
 * @param path its path
 */
public record KernelFile(Path path) {

  /** The maximum size of files with one number or one word, in bytes. */
  public static final int WORD = 256;

  /**
   * {@return the content of the whole file}
   *
   * @param limit the maximum size in bytes
   * @throws BadFileException if it is absent, longer, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   * @throws kexec.api.fault.BusyException if the kernel is busy with it
   */
  public byte[] bytes(int limit) throws KexecException {
    try {
      return readAll(limit);
    } catch (IOException e) {
      throw ReadFaults.of(path, e);
    }
  }

  /**
   * {@return the content of the whole file, or empty if it is absent}
   *
   * @param limit the maximum size in bytes
   * @throws BadFileException if it is longer, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   * @throws kexec.api.fault.BusyException if the kernel is busy with it
   */
  public Optional<byte[]> bytesIfPresent(int limit) throws KexecException {
    try {
      return Optional.of(readAll(limit));
    } catch (IOException e) {
      if (ReadFaults.isAbsent(e)) {
        return Optional.empty();
      }
      throw ReadFaults.of(path, e);
    }
  }

  /**
   * {@return the whole file as {@link ByteText}, so that one name that is not UTF-8 does not affect
   * the rest}
   *
   * @param limit the maximum size in bytes
   * @throws BadFileException as {@link #bytes} does
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   * @throws kexec.api.fault.BusyException if the kernel is busy with it
   */
  public String text(int limit) throws KexecException {
    return ByteText.of(bytes(limit));
  }

  /**
   * {@return the whole file as {@link ByteText}, or empty if it is absent}
   *
   * @param limit the maximum size in bytes
   * @throws BadFileException as {@link #bytesIfPresent} does
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   * @throws kexec.api.fault.BusyException if the kernel is busy with it
   */
  public Optional<String> textIfPresent(int limit) throws KexecException {
    Optional<byte[]> bytes = bytesIfPresent(limit);
    return bytes.isPresent() ? Optional.of(ByteText.of(bytes.get())) : Optional.empty();
  }

  /** {@return the path, as parsers expect it for error messages} */
  public String source() {
    return FileName.of(path);
  }

  private byte[] readAll(int limit) throws IOException, BadFileException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new BadFileException(
            new Fault(
                "file-too-long",
                "reading " + FileName.of(path),
                "it is longer than " + limit + " bytes",
                "Check that this is the right file; the kernel's own is far shorter."));
      }
      return bytes;
    }
  }
}
