package kexec.base.pagelist;

import java.nio.ByteBuffer;
import kexec.api.plan.DataPart;
import kexec.api.plan.DataPart.ZeroPart;
import kexec.api.plan.SegmentData;
import org.jspecify.annotations.Nullable;

/** Splits content into pages, in order, and knows without reading which pages are zero. */
final class ContentPages {

  private final SegmentData content;
  private final int pageBytes;
  private long offset;
  private int part;
  private long partEnd;

  ContentPages(SegmentData content, int pageBytes) {
    this.content = content;
    this.pageBytes = pageBytes;
    this.partEnd = content.parts().isEmpty() ? 0 : content.parts().get(0).size();
  }

  /** {@return the content of the next page, at most a page, or null if it is known to be zero} */
  @Nullable ByteBuffer next() {
    long left = content.size() - offset;
    if (left <= 0) {
      return null;
    }
    int length = (int) Math.min(pageBytes, left);
    long from = offset;
    offset += length;
    return isZero(from, from + length) ? null : content.buffer(from, length);
  }

  private boolean isZero(long from, long to) {
    while (partEnd <= from) {
      part++;
      partEnd += content.parts().get(part).size();
    }
    DataPart current = content.parts().get(part);
    return current instanceof ZeroPart && to <= partEnd;
  }
}
