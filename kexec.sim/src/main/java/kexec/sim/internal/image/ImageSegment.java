package kexec.sim.internal.image;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;

/**
 * A segment of an image that a receiver holds: the plan's segment without its content.
 *
 * @param role its purpose
 * @param memory where it is when the image is entered
 * @param contentBytes the size of its content; zeros follow to the end of the range
 * @param digest of the content
 */
public record ImageSegment(
    SegmentRole role, Range<MachineAddress> memory, long contentBytes, Digest digest) {

  /**
   * Checks that the content fits.
   *
   * @throws IllegalArgumentException if it is negative or longer than the range
   */
  public ImageSegment {
    if (contentBytes < 0 || Long.compareUnsigned(contentBytes, memory.size()) > 0) {
      throw new IllegalArgumentException(contentBytes + " bytes do not fit in " + memory);
    }
  }

  /**
   * {@return a plan's segment without its content}
   *
   * @param segment the plan's segment
   */
  public static ImageSegment of(Segment segment) {
    return new ImageSegment(
        segment.role(), segment.memory(), segment.data().size(), segment.digest());
  }

  /** {@return the segment's name in texts: its role and range} */
  public String name() {
    return role.label() + " " + memory;
  }
}
