package kexec.base.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.text.FileName;

/**
 * Writes files that users name, of which none is overwritten.
 *
 * @param existsCode the code of the refusal of a name that is taken, also by a symbolic link to
 *     nothing
 * @param notPermittedCode the code for a place where this user may not write
 * @param notWrittenCode the code for any other error of the file system, such as no room on it, or
 *     no such directory
 * @param isPrivate whether only the owner may read and write the files; otherwise the umask decides
 */
public record NewFiles(
    String existsCode, String notPermittedCode, String notWrittenCode, boolean isPrivate) {

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes the content.
     *
     * @param channel the empty file; open for writing, and closed by the caller
     * @param file its path until it is complete
     * @throws IOException if it cannot be written
     * @throws KexecException if there is another reason not to write it
     */
    void write(FileChannel channel, Path file) throws IOException, KexecException;
  }

  /** Work on the file system. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException, KexecException;
  }

  /**
   * Checks that a name is free. A later {@link #write} checks it again.
   *
   * @param file the file
   * @param attempted what it is written for, as a gerund, for the error's text
   * @throws BadFileException if anything is there
   */
  public void requireAbsent(Path file, String attempted) throws BadFileException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new BadFileException(taken(file, attempted));
    }
  }

  /**
   * Creates a directory for files, and missing parents. One that is there is left as it is.
   *
   * @param directory the directory
   * @param attempted what it is needed for, as a gerund, for the error's text
   * @throws BadFileException if it cannot be created, or is no directory
   * @throws NotPermittedException if this user may not create it
   */
  public void createDirectories(Path directory, String attempted) throws KexecException {
    refusing(directory, attempted, () -> Files.createDirectories(directory));
  }

  /**
   * Writes a file. Its name is taken first, by an empty file, so that what others put there is
   * neither overwritten nor followed. The content is written under another name beside it, and
   * renamed when it is complete. After a failure neither is there.
   *
   * @param file the file, whose directory must exist
   * @param attempted what it is written for, as a gerund, for the error's text
   * @param content writes the content
   * @throws BadFileException if the name is taken, or the file cannot be written
   * @throws NotPermittedException if this user may not write there
   * @throws KexecException as the content throws it
   */
  public void write(Path file, String attempted, Content content) throws KexecException {
    refusing(
        file,
        attempted,
        () -> {
          FileChannel reserved = create(file);
          Path unnamed = file.resolveSibling(".jkexec-" + UUID.randomUUID() + ".part");
          try {
            reserved.close();
            try (FileChannel channel = create(unnamed)) {
              content.write(channel, unnamed);
            }
            Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException | KexecException | RuntimeException | Error e) {
            remove(unnamed, e);
            remove(file, e);
            throw e;
          }
        });
  }

  private static void remove(Path file, Throwable reason) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** {@code O_EXCL} fails also where there is a symbolic link: open(2). */
  private FileChannel create(Path file) throws IOException {
    FileAttribute<?>[] attributes =
        isPrivate
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
  }

  private void refusing(Path path, String attempted, Work work) throws KexecException {
    try {
      work.run();
    } catch (FileAlreadyExistsException e) {
      throw new BadFileException(taken(path, attempted), e);
    } catch (AccessDeniedException e) {
      throw new NotPermittedException(
          new Fault(
              notPermittedCode,
              attempted,
              "this user may not write there",
              "Write to a directory of your own."),
          e);
    } catch (IOException e) {
      throw new BadFileException(
          new Fault(
              notWrittenCode,
              attempted,
              Causes.of(e),
              "Check the path and the room on the file system."),
          e);
    }
  }

  private Fault taken(Path file, String attempted) {
    return new Fault(
        existsCode,
        attempted,
        FileName.of(file) + " is there already",
        "Name another place, or remove what is there.");
  }
}
