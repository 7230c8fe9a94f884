package kexec.base.kernel;

import java.util.ArrayList;
import java.util.List;
import kexec.api.boot.BootFile;
import kexec.api.plan.SegmentData;

/** The content of an initial RAM disk. */
public final class RamDisk {

  /** A cpio archive starts at a multiple of 4 bytes (initramfs buffer format). */
  private static final long ARCHIVE_ALIGNMENT = 4;

  private RamDisk() {}

  /**
   * {@return all files joined, each padded so that the next archive is found}
   *
   * @param files the files, in this order
   */
  public static SegmentData joined(List<BootFile> files) {
    List<SegmentData> pieces = new ArrayList<>();
    for (BootFile file : files) {
      pieces.add(file.data());
      pieces.add(SegmentData.zeros(Align.up(file.size(), ARCHIVE_ALIGNMENT) - file.size()));
    }
    return SegmentData.concat(pieces);
  }
}
