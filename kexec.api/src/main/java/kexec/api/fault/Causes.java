package kexec.api.fault;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Describes the causes of I/O failures in words, because Java class names mean nothing to a user.
 */
public final class Causes {

  private Causes() {}

  /**
   * {@return the reason why a file operation failed: a clause such as "No space left on device",
   * with the name of the file if it is known}
   *
   * @param failure the exception that was thrown
   */
  public static String of(IOException failure) {
    if (failure instanceof FileSystemException known) {
      String reason = reason(known);
      return known.getFile() == null ? reason : known.getFile() + ": " + reason;
    }
    if (failure.getCause() instanceof IOException beneath) {
      return of(beneath);
    }
    String message = failure.getMessage();
    return message == null || message.isBlank() ? "the system gave no reason" : message;
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "this user has no permission";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it is there already";
    }
    if (failure instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    String reason = failure.getReason();
    return reason == null || reason.isBlank() ? "the system gave no reason" : reason;
  }
}
