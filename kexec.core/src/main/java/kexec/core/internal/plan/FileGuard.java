package kexec.core.internal.plan;

import java.util.List;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;

/**
 * Lets boot protocols look into mapped files. A file that somebody cuts short meanwhile, or that
 * cannot be read to its end, is a bad file, though the virtual machine says that it failed itself,
 * or the protocol saw zeros.
 */
final class FileGuard {

  private FileGuard() {}

  /**
   * What a protocol does with files.
   *
   * @param <T> what it makes of them
   */
  @FunctionalInterface
  interface Reading<T> {

    /**
     * Reads.
     *
     * @return what it made of the files
     * @throws KexecException if a file cannot be read
     */
    T run() throws KexecException;
  }

  /**
   * Reads, and looks at the files after that.
   *
   * @param <T> what the reading makes
   * @param files what is read
   * @param reading reads them
   * @return what it made
   * @throws BadFileException if a file was cut short, or cannot be read to its end
   * @throws KexecException if the reading fails
   */
  static <T> T read(List<MappedFile> files, Reading<T> reading) throws KexecException {
    try {
      T made = reading.run();
      // Within the try, because the error comes some time after the access.
      check(files);
      return made;
    } catch (InternalError e) {
      throw SegmentData.concat(files.stream().map(MappedFile::data).toList()).unreadable(e);
    }
  }

  private static void check(List<MappedFile> files) throws BadFileException {
    for (MappedFile file : files) {
      file.data().requireWhole();
    }
  }
}
