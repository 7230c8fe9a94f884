package kexec.core.internal.slot;

import java.util.Optional;
import kexec.api.ImageRecord;
import kexec.api.PlanRequest;

/**
 * The persisted record of a loaded image. What is wanted is a {@link Wish}, which outlives it.
 *
 * @param receiver who took it
 * @param request what the user asked for, so that it can be planned again for another machine; its
 *     machine is the one the user named, if any
 * @param content the digest of the kernel's and the initrds' contents, which does not depend on the
 *     machine
 * @param image what to show of it
 * @param identity the receiver's own name for the image; nothing where it gives none
 * @param hardware what the machine said of the hardware that a crash image depends on when this one
 *     was loaded; empty for other images, and where the machine did not say
 * @param wanted false once the user has it no longer, though its receiver could not be reached then
 */
record LoadRecord(
    String receiver,
    PlanRequest request,
    String content,
    ImageRecord image,
    Optional<String> identity,
    String hardware,
    boolean wanted) {

  /**
   * Returns this record, no longer wanted.
   *
   * @return the changed record
   */
  LoadRecord unwanted() {
    return new LoadRecord(receiver, request, content, image, identity, hardware, false);
  }
}
