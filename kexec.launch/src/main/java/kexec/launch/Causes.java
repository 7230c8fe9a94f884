package kexec.launch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Causes of failures in words, without the names of Java's classes. */
final class Causes {

  private Causes() {}

  /**
   * Returns why a file operation failed.
   *
   * @param failure what was thrown
   * @return a clause
   */
  static String of(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "this user may not write to " + denied.getFile();
    }
    if (failure instanceof FileSystemException named && named.getReason() != null) {
      return named.getFile() + ": " + named.getReason();
    }
    String message = failure.getMessage();
    return message == null ? "the system gave no reason" : message;
  }
}
