package kexec.core.internal.slot;

import java.time.Instant;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.WantedImage;
import kexec.api.plan.Slot;

/**
 * That an image is wanted. A user's load makes it, an unload ends it; the loss of the image does
 * not.
 *
 * @param request what the user asked for; its machine is the one the user named, if any
 * @param content the digest of the kernel's and the initrds' contents as they were when the image
 *     was last loaded; it does not depend on the machine
 * @param since when the user did
 * @param receiver who holds the image, or held it last
 * @param loss what happened to the image; nothing while it is loaded, as far as is known
 */
record Wish(
    PlanRequest request,
    String content,
    Instant since,
    String receiver,
    Optional<WantedImage.Loss> loss) {

  /**
   * Returns the slot.
   *
   * @return the slot that the image is for
   */
  Slot slot() {
    return request.slot();
  }

  /**
   * Tells whether two are the same word of the same user, wherever the image is now.
   *
   * @param other another one
   * @return whether it was said at the same time for the same machine
   */
  boolean isSame(Wish other) {
    return since.equals(other.since) && request.machine().equals(other.request.machine());
  }

  /**
   * Tells whether a record is of the wanted image.
   *
   * @param record what was written down of an image, on whatever machine
   * @return whether the same was asked for, and the files had the same content
   */
  boolean isOf(LoadRecord record) {
    return record.wanted() && request.equals(record.request()) && content.equals(record.content());
  }

  /**
   * Returns this wish, fulfilled.
   *
   * @param where the receiver that has the image now
   * @param loaded the digest of what was loaded there
   * @return the changed wish
   */
  Wish metAt(String where, String loaded) {
    return new Wish(request, loaded, since, where, Optional.empty());
  }

  /**
   * Returns this wish, not fulfilled.
   *
   * @param why what happened
   * @return the changed wish
   */
  Wish lost(WantedImage.Loss why) {
    return new Wish(request, content, since, receiver, Optional.of(why));
  }
}
