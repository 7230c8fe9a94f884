package kexec.x86.internal;

import java.nio.charset.StandardCharsets;
import kexec.api.fault.BadFileException;
import kexec.api.plan.DataPart;
import kexec.api.plan.SegmentData;

/** Tells Xen from other Multiboot kernels, by what stands before each line of its log. */
final class XenMark {

  private static final String MARK = "(XEN) ";
  private static final long SEARCHED = 64L << 20;
  private static final int PIECE = 1 << 20;

  private XenMark() {}

  /** Looks for it. */
  static boolean isIn(SegmentData file) throws BadFileException {
    long end = Math.min(file.size(), SEARCHED);
    // Pieces overlap, so that a text across two of them is whole in one.
    for (long at = 0; at < end; at += PIECE) {
      int length = (int) Math.min(PIECE + MARK.length(), file.size() - at);
      SegmentData piece = file.slice(at, length);
      // A short file may unpack to very many zeros.
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
