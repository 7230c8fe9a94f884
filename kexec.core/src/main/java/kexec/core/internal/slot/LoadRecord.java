package kexec.core.internal.slot;

import java.util.Optional;
import kexec.api.ImageRecord;
import kexec.api.PlanRequest;
import kexec.core.internal.policy.Requirement;

/**
 * The persisted record of a loaded image. What is wanted is a {@link Wish}, which outlives it.
 *
 * @param receiver the receiver that holds the image
 * @param request the user's request, for planning it again for another machine; its machine is the
 *     one the user named, if any
 * @param content the digest of the kernel's and the initrds' contents, independent of the machine
 * @param plan the digest of everything that was loaded, so that it can be told whether it was
 *     rehearsed; empty in records of earlier versions
 * @param image the image's description for display
 * @param identity the receiver's own name for the image; empty if it provides none
 * @param hardware the machine's description, at the time of the load, of the hardware that a crash
 *     image depends on; empty for other images, and if the machine did not report it
 * @param origin what the image was made of; empty in records of earlier versions
 * @param approved what policies required to be approved when the image was loaded; {@code OFF} in
 *     records of earlier versions
 * @param wanted false once it is to be unloaded, and its receiver was unreachable or refused
 */
record LoadRecord(
    String receiver,
    PlanRequest request,
    String content,
    String plan,
    ImageRecord image,
    Optional<String> identity,
    String hardware,
    Optional<Origin> origin,
    Requirement approved,
    boolean wanted) {

  /** {@return this record, no longer wanted} */
  LoadRecord unwanted() {
    return new LoadRecord(
        receiver, request, content, plan, image, identity, hardware, origin, approved, false);
  }

  /** {@return the rehearsal of this image, or empty} */
  Optional<Rehearsed> rehearsed() {
    return image.rehearsal().map(verdict -> new Rehearsed(verdict, plan));
  }
}
