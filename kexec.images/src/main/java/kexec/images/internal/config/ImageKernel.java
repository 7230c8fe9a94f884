package kexec.images.internal.config;

import java.nio.file.Path;
import kexec.api.text.FileName;

/** Which kernel a configuration names. */
public sealed interface ImageKernel {

  /** {@return it for people} */
  String text();

  /**
   * A kernel file.
   *
   * @param path its absolute path
   */
  record KernelFile(Path path) implements ImageKernel {
    @Override
    public String text() {
      return FileName.of(path);
    }
  }

  /**
   * A boot entry, which names the kernel, its initial RAM disks and its command line.
   *
   * @param id its id, or {@code default}
   */
  record OfEntry(String id) implements ImageKernel {
    @Override
    public String text() {
      return "boot entry " + id;
    }
  }
}
