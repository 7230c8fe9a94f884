package kexec.x86.internal;

import java.nio.charset.StandardCharsets;
import kexec.api.fault.BadFileException;
import kexec.api.plan.DataPart;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.FileBytes;

/** Distinguishes Xen from other Multiboot kernels by the prefix of its log lines. */
final class XenMark {

  private static final String MARK = "(XEN) ";
  private static final long SEARCHED = 64L << 20;
  private static final int PIECE = 1 << 20;

  private XenMark() {}

  /** {@return whether the prefix is in the data} */
  static boolean isIn(SegmentData file) throws BadFileException {
    long end = Math.min(file.size(), SEARCHED);
    // Pieces overlap, so that a text that crosses a boundary is whole in one of them.
    for (long at = 0; at < end; at += PIECE) {
      int length = (int) Math.min(PIECE + MARK.length(), file.size() - at);
      SegmentData piece = file.slice(at, length);
      // A short file may decompress to very many zeros.
      if (!piece.parts().stream().allMatch(DataPart.ZeroPart.class::isInstance)
          && StandardCharsets.ISO_8859_1
              .decode(FileBytes.copy(piece, 0, length))
              .toString()
              .contains(MARK)) {
        return true;
      }
    }
    return false;
  }
}
