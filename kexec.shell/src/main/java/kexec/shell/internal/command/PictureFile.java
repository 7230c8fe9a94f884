package kexec.shell.internal.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.base.file.ContentCopy;
import kexec.base.file.NewFiles;

/** Writes pictures to files. */
final class PictureFile {

  private static final NewFiles FILES =
      new NewFiles("picture-file-exists", "picture-not-permitted", "picture-not-written", false);

  private PictureFile() {}

  /**
   * Writes a picture to a new file.
   *
   * @param picture the document
   * @param file the file
   * @throws KexecException as {@link NewFiles#write} throws it
   */
  static void write(String picture, Path file) throws KexecException {
    ByteBuffer document = StandardCharsets.UTF_8.encode(picture);
    FILES.write(
        file,
        "writing " + FileName.of(file),
        (channel, unnamed) -> ContentCopy.write(document, channel));
  }
}
