package kexec.linux.internal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import kexec.api.fault.BadFileException;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.text.FileName;

/** Translates exceptions of a file system for a failed read. */
public final class ReadFaults {

  // Messages of the C library for EPERM and EBUSY; Java has no exception types for them.
  private static final String EPERM = "Operation not permitted";
  private static final String EBUSY = "Device or resource busy";

  private ReadFaults() {}

  /**
   * {@return the exception to throw, with {@code e} as its cause}
   *
   * @param path the file
   * @param e the exception from reading it
   */
  public static KexecException of(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return bad("file-absent", path, "there is no such file", "Check the path.", e);
    }
    if (e instanceof AccessDeniedException || says(e, EPERM)) {
      return new NotPermittedException(
          new Fault(
              "file-not-readable",
              "reading " + FileName.of(path),
              "this user may not read it",
              "Run as a user who may, or change the file's permissions."),
          e);
    }
    if (says(e, EBUSY)) {
      return new BusyException(
          new Fault(
              "file-busy",
              "reading " + FileName.of(path),
              "the kernel is busy with it",
              "Try again later."),
          e);
    }
    if (e instanceof CharacterCodingException) {
      return bad(
          "file-not-text", path, "it is not UTF-8 text", "Check that this is the right file.", e);
    }
    return bad(
        "file-unreadable",
        path,
        String.valueOf(e.getMessage()),
        "Check that it is a file with text, and the file system.",
        e);
  }

  private static boolean says(IOException e, String reason) {
    String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason.equals(said);
  }

  private static BadFileException bad(
      String code, Path path, String cause, String cure, IOException e) {
    return new BadFileException(new Fault(code, "reading " + FileName.of(path), cause, cure), e);
  }
}
