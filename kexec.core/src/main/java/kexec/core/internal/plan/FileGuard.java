package kexec.core.internal.plan;

import java.util.List;
import kexec.api.boot.BootFile;
import kexec.api.fault.Attempt;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.plan.SegmentData;

/**
 * Lets boot protocols read mapped files. A file that is truncated meanwhile, or that cannot be read
 * to its end, is reported as a bad file, although the JVM throws an internal error or the protocol
 * reads zeros.
 */
final class FileGuard {

  private FileGuard() {}

  /**
   * Runs an operation, and checks the files after it.
   *
   * @param <T> the operation's result
   * @param files the files that it reads
   * @param reading the operation
   * @return its result
   * @throws BadFileException if a file was truncated, or cannot be read to its end
   * @throws KexecException if the operation fails
   */
  static <T> T read(List<BootFile> files, Attempt<T> reading) throws KexecException {
    try {
      T made = reading.run();
      // Within the try, because the error may come some time after the access.
      check(files);
      return made;
    } catch (InternalError e) {
      throw SegmentData.concat(files.stream().map(BootFile::data).toList()).unreadable(e);
    }
  }

  private static void check(List<BootFile> files) throws BadFileException {
    for (BootFile file : files) {
      file.data().requireWhole();
    }
  }
}
