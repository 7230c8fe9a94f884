package kexec.api.boot;

import kexec.api.fault.KexecException;

/** A kernel file that a boot protocol has recognised and read. */
@FunctionalInterface
public interface Bootable {

  /**
   * Builds an image.
   *
   * @param request what is to be booted, with this kernel
   * @param image takes the segments, the entry and the findings
   * @throws KexecException if a file cannot be read
   */
  void build(BootRequest request, ImageBuilder image) throws KexecException;
}
