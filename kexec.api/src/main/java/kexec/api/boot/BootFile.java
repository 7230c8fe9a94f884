package kexec.api.boot;

import java.nio.file.Path;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.text.FileName;

/**
 * A file for a boot protocol: content, and the name of the file that it comes from.
 *
 * @param path the file, for messages; its own content may be wrapped otherwise, for example
 *     compressed
 * @param data the content; not empty
 */
public record BootFile(Path path, SegmentData data) {

  /**
   * {@return a mapped file as it is}
   *
   * @param file the file
   */
  public static BootFile of(MappedFile file) {
    return new BootFile(file.path(), file.data());
  }

  /** {@return the size of the content in bytes, above zero} */
  public long size() {
    return data.size();
  }

  @Override
  public String toString() {
    return FileName.of(path) + " (" + size() + " bytes)";
  }
}
