package kexec.base.pagelist;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;

/**
 * Numbers the pages of all destinations and maps frames to page numbers.
 *
 * <p>Destinations are few, and each is a run of frames, so a binary search and a subtraction
 * suffice: logarithmic in the number of destinations.
 */
final class DestinationIndex {

  /** The number of a frame that is no destination. */
  static final int NOBODY = -1;

  private static final int MOST_PAGES = Integer.MAX_VALUE - 8;

  private final long[] firstFrames;
  private final int[] firstNumbers;
  private final int pages;

  /**
   * Numbers the pages.
   *
   * @param ranges ascending
   * @throws IllegalArgumentException if the ranges overlap, are not ascending or not whole pages,
   *     or if they total 8 TiB or more with pages of 4 KiB
   */
  DestinationIndex(List<Range<MachineAddress>> ranges, PageSize pageSize) {
    firstFrames = new long[ranges.size()];
    firstNumbers = new int[ranges.size() + 1];
    for (int i = 0; i < firstFrames.length; i++) {
      Range<MachineAddress> range = ranges.get(i);
      if (!pageSize.isAligned(range.start().value()) || !pageSize.isAligned(range.end().value())) {
        throw new IllegalArgumentException("destination " + range + " is not whole pages");
      }
      if (i > 0 && range.start().isBelow(ranges.get(i - 1).end())) {
        throw new IllegalArgumentException(
            "destinations overlap: " + ranges.get(i - 1) + " and " + range);
      }
      firstFrames[i] = range.start().value() >>> pageSize.shift();
      // Neither term exceeds 52 bits, so the sum cannot overflow.
      long behind = firstNumbers[i] + (range.size() >>> pageSize.shift());
      if (behind > MOST_PAGES) {
        throw new IllegalArgumentException("destinations of more than " + MOST_PAGES + " pages");
      }
      firstNumbers[i + 1] = (int) behind;
    }
    pages = firstNumbers[firstFrames.length];
  }

  /** {@return the number of pages of all destinations} */
  int pages() {
    return pages;
  }

  /**
   * {@return the number of a destination's first page; {@link #pages} after the last destination}
   */
  int firstNumber(int destination) {
    return firstNumbers[destination];
  }

  /**
   * {@return a frame's page number, or {@link #NOBODY}; frames have 52 bits, compared as signed}
   */
  int numberOf(long frame) {
    int at = lastStartingAtOrBelow(frame);
    if (at < 0) {
      return NOBODY;
    }
    long number = firstNumbers[at] + (frame - firstFrames[at]);
    return number < firstNumbers[at + 1] ? (int) number : NOBODY;
  }

  private int lastStartingAtOrBelow(long frame) {
    int low = 0;
    int high = firstFrames.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (firstFrames[middle] > frame) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }
}
