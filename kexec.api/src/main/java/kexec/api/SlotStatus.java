package kexec.api;

import java.util.Optional;
import kexec.api.plan.Slot;

/**
 * What one slot of one receiver holds.
 *
 * @param slot the slot
 * @param machine the machine through which the receiver was asked
 * @param receiver who holds the image
 * @param loaded whether there is one, as the receiver says
 * @param image what it is; nothing where the slot is empty or another program loaded it
 * @param trouble why the image that is wanted could not be moved here or kept current; nothing
 *     where all is well
 */
public record SlotStatus(
    Slot slot,
    String machine,
    String receiver,
    boolean loaded,
    Optional<ImageRecord> image,
    Optional<String> trouble) {}
