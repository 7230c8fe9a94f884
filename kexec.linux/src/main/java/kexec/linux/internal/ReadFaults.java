package kexec.linux.internal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import kexec.api.fault.BadFileException;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.text.FileName;
import kexec.linux.sys.Errno;
import kexec.linux.sys.RunningLinux;

/** Translates exceptions of a file system for a failed read. */
public final class ReadFaults {

  private ReadFaults() {}

  /**
   * {@return whether a file is absent, or was removed between its open and the read: the kernel
   * does so with the files of a device that is unplugged (Linux, fs/kernfs/file.c) and of a process
   * that ends}
   *
   * @param e the exception from opening or reading it
   */
  static boolean isAbsent(IOException e) {
    return e instanceof NoSuchFileException
        || RunningLinux.reports(e, Errno.ENODEV)
        || RunningLinux.reports(e, Errno.ENOENT)
        || RunningLinux.reports(e, Errno.ESRCH);
  }

  /**
   * {@return the exception to throw, with {@code e} as its cause}
   *
   * @param path the file
   * @param e the exception from reading it
   */
  public static KexecException of(Path path, IOException e) {
    if (isAbsent(e)) {
      return bad("file-absent", path, "there is no such file", "Check the path.", e);
    }
    if (e instanceof AccessDeniedException || RunningLinux.reports(e, Errno.EPERM)) {
      return new NotPermittedException(
          new Fault(
              "file-not-readable",
              "reading " + FileName.of(path),
              "this user may not read it",
              "Run as a user who may, or change the file's permissions."),
          e);
    }
    if (RunningLinux.reports(e, Errno.EBUSY)) {
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

  private static BadFileException bad(
      String code, Path path, String cause, String cure, IOException e) {
    return new BadFileException(new Fault(code, "reading " + FileName.of(path), cause, cure), e);
  }
}
