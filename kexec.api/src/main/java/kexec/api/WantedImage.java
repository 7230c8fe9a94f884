package kexec.api;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that somebody loaded and nobody unloaded since. It is wanted for as long as its receiver
 * lives, also where the image itself is gone.
 *
 * @param request what was asked for
 * @param since when it was loaded at the user's word
 * @param loss what happened to the image; nothing where it is loaded
 */
public record WantedImage(PlanRequest request, Instant since, Optional<Loss> loss) {

  /**
   * Why a wanted image is not loaded.
   *
   * @param at when that was noticed
   * @param reason what happened to it, or why it could not be loaded again, the last time
   * @param tries how often it was tried to load it again; not negative
   * @param nextTry when it is tried again without being asked; nothing where no running service
   *     does so, and the image must be loaded or unloaded by hand
   */
  public record Loss(Instant at, String reason, int tries, Optional<Instant> nextTry) {}
}
