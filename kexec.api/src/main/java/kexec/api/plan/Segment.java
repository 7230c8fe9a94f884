package kexec.api.plan;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * A piece of the image at its place.
 *
 * @param role what it is for
 * @param memory where it lies when the kernel is entered; at least as long as the content, and zero
 *     behind it
 * @param data the content
 * @param digest of the content, without the zeros behind it
 */
public record Segment(
    SegmentRole role, Range<MachineAddress> memory, SegmentData data, Digest digest) {

  @Override
  public String toString() {
    return role.label() + " " + memory;
  }
}
