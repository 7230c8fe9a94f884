package kexec.api;

import java.util.Optional;
import kexec.api.plan.Slot;

/**
 * What one slot of one receiver holds, and what it should hold.
 *
 * @param slot the slot
 * @param machine the machine through which the receiver was asked
 * @param receiver who holds the image
 * @param loaded whether there is one, as the receiver says
 * @param image what was written down of it when it was loaded; nothing where the slot is empty,
 *     where another program loaded its image, or where that cannot be told
 * @param confirmed whether the receiver itself says that its image is the one in {@code image}.
 *     False where it tells no more than that something is loaded: another program may have replaced
 *     the image since it was written down. False also without an {@code image}.
 * @param wanted the image that should be there; nothing where none is wanted here
 * @param trouble why the image that is wanted could not be moved here or kept current, or why it
 *     cannot be told what is loaded; nothing where all is well
 */
public record SlotStatus(
    Slot slot,
    String machine,
    String receiver,
    boolean loaded,
    Optional<ImageRecord> image,
    boolean confirmed,
    Optional<WantedImage> wanted,
    Optional<String> trouble) {

  /**
   * Tells whether an image is wanted here and was lost.
   *
   * @return whether it is to be loaded again
   */
  public boolean isLost() {
    return wanted.flatMap(WantedImage::loss).isPresent();
  }
}
