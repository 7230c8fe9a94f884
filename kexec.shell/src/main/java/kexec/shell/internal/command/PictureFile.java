package kexec.shell.internal.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.text.FileName;

/** Writes pictures to files. */
final class PictureFile {

  private PictureFile() {}

  /**
   * Writes a picture to a new file.
   *
   * @param picture the document
   * @param file the file
   * @throws BadFileException if the file already exists or cannot be written
   * @throws NotPermittedException if this user has no permission to write there
   */
  static void write(String picture, Path file) throws KexecException {
    String attempted = "writing " + FileName.of(file);
    try {
      Files.writeString(
          file,
          picture,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new BadFileException(
          new Fault(
              "picture-file-exists",
              attempted,
              "it is there already",
              "Name a new file, or remove what is there."),
          e);
    } catch (AccessDeniedException e) {
      throw new NotPermittedException(
          new Fault(
              "picture-not-permitted",
              attempted,
              "this user may not write there",
              "Name a file in a directory of your own."),
          e);
    } catch (IOException e) {
      throw new BadFileException(
          new Fault(
              "picture-not-written",
              attempted,
              Causes.of(e),
              "Check the path and the room on the file system."),
          e);
    }
  }
}
