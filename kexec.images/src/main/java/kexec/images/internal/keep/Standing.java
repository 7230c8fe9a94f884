package kexec.images.internal.keep;

import java.util.Optional;
import kexec.api.SlotStatus;

/**
 * What a slot holds, as seen by one configuration.
 *
 * @param kind whose image it is
 * @param status the slot; empty if no receiver is present that could hold the image
 */
record Standing(Kind kind, Optional<SlotStatus> status) {

  enum Kind {
    /** The image that the configuration asks for; its files may have changed since. */
    SAME,
    /** That image was asked for and is no longer in its receiver. */
    LOST,
    /** Another image of a configuration, such as this one before it was changed. */
    OLDER,
    /** An image that a user loaded. */
    BY_HAND,
    /** An image that another program loaded, or of which nothing is known. */
    FOREIGN,
    /** Nothing. */
    EMPTY
  }

  /** {@return whether a configuration's image is loaded, if not necessarily the right one} */
  boolean holdsOurs() {
    return (kind == Kind.SAME || kind == Kind.OLDER)
        && status.filter(SlotStatus::loaded).isPresent();
  }
}
