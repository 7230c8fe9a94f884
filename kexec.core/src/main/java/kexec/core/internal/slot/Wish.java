package kexec.core.internal.slot;

import java.time.Instant;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.WantedImage;
import kexec.api.plan.Slot;

/**
 * The persisted wish for an image. A user's load creates it, an unload ends it; the loss of the
 * image does not.
 *
 * @param request the user's request; its machine is the one the user named, if any
 * @param content the digest of the kernel's and the initrds' contents at the last load, independent
 *     of the machine
 * @param since the time of the request
 * @param receiver the receiver that holds the image, or held it last
 * @param loss what happened to the image; empty while it is loaded, as far as is known
 * @param rehearsed the rehearsal of the image that the user loaded; empty if it was not rehearsed
 */
record Wish(
    PlanRequest request,
    String content,
    Instant since,
    String receiver,
    Optional<WantedImage.Loss> loss,
    Optional<Rehearsed> rehearsed) {

  /** {@return the slot that the image is for} */
  Slot slot() {
    return request.slot();
  }

  /**
   * {@return whether two wishes come from the same request, wherever the image is now: same time
   * and same machine}
   *
   * @param other another wish
   */
  boolean isSame(Wish other) {
    return since.equals(other.since) && request.machine().equals(other.request.machine());
  }

  /**
   * {@return whether a record is of the wanted image: same request and same file contents}
   *
   * @param record the record of an image, on any machine
   */
  boolean isOf(LoadRecord record) {
    return record.wanted() && request.equals(record.request()) && content.equals(record.content());
  }

  /**
   * {@return this wish, fulfilled}
   *
   * @param where the receiver that holds the image now
   * @param loaded the digest of what was loaded there
   */
  Wish metAt(String where, String loaded) {
    return new Wish(request, loaded, since, where, Optional.empty(), rehearsed);
  }

  /**
   * {@return this wish, not fulfilled}
   *
   * @param why what happened
   */
  Wish lost(WantedImage.Loss why) {
    return new Wish(request, content, since, receiver, Optional.of(why), rehearsed);
  }
}
