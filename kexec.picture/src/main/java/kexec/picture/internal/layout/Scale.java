package kexec.picture.internal.layout;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * A linear scale from addresses to places on a line.
 *
 * @param window the addresses that are drawn, not empty
 * @param left where the window starts, in pixels
 * @param width the length of the line in pixels, above 0 and at most 10,000
 */
public record Scale(Range<MachineAddress> window, double left, double width) {

  /** Places are exact to this part of a pixel. */
  private static final int PARTS = 256;

  /** With so many bits of a distance, a product with the width in parts of a pixel has 63. */
  private static final int BITS = 40;

  /**
   * Checks the window.
   *
   * @throws IllegalArgumentException if the window is empty, or the width out of range
   */
  public Scale {
    if (window.isEmpty() || !(width > 0 && width <= 10_000)) {
      throw new IllegalArgumentException(window + " on " + width + " pixels");
    }
  }

  /**
   * {@return the place of an address in pixels; the nearest end for one outside of the window}
   *
   * @param address the address
   */
  public double at(MachineAddress address) {
    if (address.isBelow(window.start())) {
      return left;
    }
    if (!address.isBelow(window.end())) {
      return left + width;
    }
    return left + length(address.minus(window.start()));
  }

  /**
   * {@return the length of a range in pixels, whether it is in the window or not}
   *
   * @param size the size of the range in bytes, unsigned, at most that of the window
   */
  public double length(long size) {
    // The distance is exact; only its lowest bits, which are far below a pixel, are dropped.
    int shift = Math.max(0, Long.SIZE - BITS - Long.numberOfLeadingZeros(window.size()));
    long parts = (size >>> shift) * Math.round(width * PARTS) / (window.size() >>> shift);
    return (double) parts / PARTS;
  }
}
