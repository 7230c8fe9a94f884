package kexec.api;

import java.time.Instant;
import java.util.Optional;
import kexec.api.rehearse.RehearsalVerdict;

/**
 * An image that was loaded by a user and has not been unloaded since. It stays wanted for the
 * lifetime of its receiver, even if the image itself is gone.
 *
 * @param request the user's request
 * @param since when the user loaded it
 * @param loss what happened to the image; empty if it is loaded
 * @param rehearsal the rehearsal of the image that the user loaded, if it was rehearsed. The image
 *     that is loaded now may be another one, which was planned again from the same request: {@link
 *     ImageRecord#rehearsal} tells
 */
public record WantedImage(
    PlanRequest request, Instant since, Optional<Loss> loss, Optional<RehearsalVerdict> rehearsal) {

  /**
   * Why a wanted image is not loaded.
   *
   * @param at when the loss was noticed
   * @param reason what happened to the image, or why the last attempt to reload it failed
   * @param tries the number of attempts to reload it; not negative
   * @param nextTry when the next automatic attempt is made; empty if no running service reloads it,
   *     so that it must be loaded or unloaded by hand
   */
  public record Loss(Instant at, String reason, int tries, Optional<Instant> nextTry) {}
}
