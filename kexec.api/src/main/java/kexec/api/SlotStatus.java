package kexec.api;

import java.util.Optional;
import kexec.api.plan.Slot;

/**
 * The actual and the wanted state of one slot of one receiver.
 *
 * @param slot the slot
 * @param machine the machine through which the receiver was queried
 * @param receiver the receiver that holds the image
 * @param loaded whether the receiver reports a loaded image
 * @param image the persisted record of the loaded image; empty if the slot is empty, if another
 *     program loaded the image, or if this cannot be determined
 * @param confirmed whether the receiver itself confirms that its image is the one in {@code image}.
 *     False if it reports only that something is loaded: another program may have replaced the
 *     image since the record was written. Also false without an {@code image}.
 * @param changes what has changed since the image was loaded; empty without an {@code image}
 * @param wanted the image that should be in the slot; empty if none is wanted
 * @param trouble why the wanted image could not be moved here or kept current, or why the loaded
 *     state cannot be determined; empty if there is no problem
 */
public record SlotStatus(
    Slot slot,
    String machine,
    String receiver,
    boolean loaded,
    Optional<ImageRecord> image,
    boolean confirmed,
    Optional<ImageChanges> changes,
    Optional<WantedImage> wanted,
    Optional<String> trouble) {

  /** {@return whether a wanted image was lost and is to be reloaded} */
  public boolean isLost() {
    return wanted.flatMap(WantedImage::loss).isPresent();
  }
}
