package kexec.baremetal.internal.staging;

import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.plan.Digest;
import kexec.api.plan.Segment;

/** Compares what was staged with what was planned. */
final class Contents {

  private Contents() {}

  static void requireSame(Digest now, Segment segment, String attempted) throws BadFileException {
    if (!now.equals(segment.digest())) {
      throw new BadFileException(
          new Fault(
              "content-changed",
              attempted,
              "%s no longer has the content that was planned: its digest is %s, not %s"
                  .formatted(segment, now, segment.digest()),
              "Plan again, and leave the files as they are until the image is loaded."));
    }
  }

  static BadFileException cutShort(Object what, InternalError error) {
    return new BadFileException(
        new Fault(
            "file-changed",
            "reading " + what,
            "a mapped file was cut short since it was mapped",
            "Do not change the files while they are planned or loaded; then try again."),
        error);
  }
}
