package kexec.api.boot;

import kexec.api.fault.KexecException;

/** A kernel file that a boot protocol has recognised and read. */
@FunctionalInterface
public interface Bootable {

  /**
   * Builds an image.
   *
   * @param request what to boot, with this kernel
   * @param image receives the segments, the entry and the findings
   * @throws KexecException if a file cannot be read
   */
  void build(BootRequest request, ImageBuilder image) throws KexecException;
}
