package kexec.api.plan;

import java.util.function.LongConsumer;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * A piece of the image at its address.
 *
 * @param role its purpose
 * @param memory its address range when the kernel is entered; at least as long as the content, and
 *     filled with zeros after it
 * @param data the content
 * @param digest the digest of the content, without the zeros after it
 */
public record Segment(
    SegmentRole role, Range<MachineAddress> memory, SegmentData data, Digest digest) {

  /**
   * Compares content with the planned content.
   *
   * @param now the digest of the current content
   * @param attempted what needs the content, as a gerund, for the error's text
   * @throws BadFileException with the code {@code content-changed} if the digest differs from the
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

  /**
   * Proves that the content is the planned one: its files are held by leases since before they were
   * digested, or it is read and digested again.
   *
   * @param attempted what needs the content, as a gerund, for the error's text
   * @throws BadFileException with the code {@code content-changed} if the content has changed, or
   *     as {@link SegmentData#digest} throws it
   */
  public void requireContent(String attempted) throws BadFileException {
    requireContent(attempted, bytes -> {});
  }

  /**
   * Proves that the content is the planned one: its files are held by leases since before they were
   * digested, or it is read and digested again.
   *
   * @param attempted what needs the content, as a gerund, for the error's text
   * @param done told on the calling thread, now and then, how many bytes were proved since it was
   *     last called: in all those of the content, or less if this fails
   * @throws BadFileException with the code {@code content-changed} if the content has changed, or
   *     as {@link SegmentData#digest} throws it
   */
  public void requireContent(String attempted, LongConsumer done) throws BadFileException {
    if (data.isHeld()) {
      done.accept(data.size());
    } else {
      requireDigest(data.digest(done), attempted);
    }
  }

  @Override
  public String toString() {
    return role.label() + " " + memory;
  }
}
