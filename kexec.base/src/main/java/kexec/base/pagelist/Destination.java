package kexec.base.pagelist;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;

/**
 * A destination of moved content.
 *
 * @param memory the destination range; whole pages
 * @param content its content after the move, followed by zeros to the end of the range
 */
public record Destination(Range<MachineAddress> memory, SegmentData content) {

  /**
   * Checks that the content fits.
   *
   * @throws IllegalArgumentException if the content is longer than the range
   */
  public Destination {
    if (Long.compareUnsigned(content.size(), memory.size()) > 0) {
      throw new IllegalArgumentException(
          "0x%x bytes of content do not fit in %s".formatted(content.size(), memory));
    }
  }
}
