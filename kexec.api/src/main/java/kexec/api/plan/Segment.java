package kexec.api.plan;

import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
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

  /**
   * Compares content with what was planned.
   *
   * @param now the digest of the content as it is now
   * @param attempted what needs the content, as a gerund, for the error's text
   * @throws BadFileException with the code {@code content-changed} if it is another one than the
   *     plan's
   */
  public void requireDigest(Digest now, String attempted) throws BadFileException {
    if (!now.equals(digest)) {
      throw new BadFileException(
          new Fault(
              "content-changed",
              attempted,
              "%s no longer has the content that was planned: its digest is %s, not %s"
                  .formatted(this, now, digest),
              "Plan again, and leave the files as they are until the image is loaded."));
    }
  }

  @Override
  public String toString() {
    return role.label() + " " + memory;
  }
}
