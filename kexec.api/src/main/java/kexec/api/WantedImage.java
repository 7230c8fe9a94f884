package kexec.api;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that was loaded by a user and has not been unloaded since. It stays wanted for the
 * lifetime of its receiver, even if the image itself is gone.
 *
 * @param request the user's request
 * @param since when the user loaded it
 * @param loss what happened to the image; empty if it is loaded
 */
public record WantedImage(PlanRequest request, Instant since, Optional<Loss> loss) {

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
