package kexec.api.boot;

import java.util.List;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;

/** What a segment holds, known at once or only when the other segments' digests are. */
public sealed interface Content {

  /**
   * Content that is known.
   *
   * @param data the content
   */
  record Ready(SegmentData data) implements Content {}

  /**
   * Content that depends on the digests of the other segments, such as code that checks them.
   *
   * @param maker makes the content
   */
  record Sealing(Maker maker) implements Content {}

  /** Makes the content of a sealing segment. */
  @FunctionalInterface
  interface Maker {

    /**
     * Makes the content.
     *
     * @param digested all segments with ready content that stays as it is once it is loaded, by
     *     ascending address
     * @return the content, not longer than the place that was requested
     */
    SegmentData make(List<Segment> digested);
  }
}
