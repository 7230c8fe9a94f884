package kexec.sim.internal.image;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;

/**
 * A segment of an image that a receiver holds: what the plan says of it, without its content.
 *
 * @param role what it is for
 * @param memory where it lies when the image is entered
 * @param contentBytes how long its content is; zeros follow to the end of the range
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
   * Returns a plan's segment as a receiver knows it.
   *
   * @param segment the plan's segment
   * @return the same without its content
   */
  public static ImageSegment of(Segment segment) {
    return new ImageSegment(
        segment.role(), segment.memory(), segment.data().size(), segment.digest());
  }

  /**
   * Returns the segment's name in texts.
   *
   * @return its role and range
   */
  public String name() {
    return role.label() + " " + memory;
  }
}
