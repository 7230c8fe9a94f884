package kexec.base.pagelist;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;

/**
 * Numbers the pages of all destinations, and finds a page's number by its frame.
 *
 * <p>Destinations are few and each is one run of frames, so that a search among the destinations
 * and a subtraction do; a search costs the logarithm of the number of destinations.
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
   * @throws IllegalArgumentException if the ranges overlap, do not ascend or are no whole pages, or
   *     if they are 8 TiB or more with pages of 4 KiB
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
      // Neither term is beyond 52 bits, so that the sum cannot overflow.
      long behind = firstNumbers[i] + (range.size() >>> pageSize.shift());
      if (behind > MOST_PAGES) {
        throw new IllegalArgumentException("destinations of more than " + MOST_PAGES + " pages");
      }
      firstNumbers[i + 1] = (int) behind;
    }
    pages = firstNumbers[firstFrames.length];
  }

  /** Returns how many pages all destinations have. */
  int pages() {
    return pages;
  }

  /**
   * Returns the number of a destination's first page; the one behind the last is {@link #pages}.
   */
  int firstNumber(int destination) {
    return firstNumbers[destination];
  }

  /** Returns the number of a frame, or {@link #NOBODY}. Frames are compared as signed: 52 bits. */
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
