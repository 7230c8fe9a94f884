package kexec.api;

import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalVerdict;

/** An event that concerns an image or a machine. */
public sealed interface KexecEvent {

  /** {@return the name of the machine that the event concerns} */
  String machine();

  /**
   * A machine became usable: both its services are present.
   *
   * @param machine its name
   */
  record MachineArrived(String machine) implements KexecEvent {}

  /**
   * A machine is no longer usable. Images in its receiver stay there.
   *
   * @param machine its name
   */
  record MachineLeft(String machine) implements KexecEvent {}

  /**
   * A receiver accepted an image.
   *
   * @param machine the machine's name
   * @param slot the slot of the image
   */
  record ImageLoaded(String machine, Slot slot) implements KexecEvent {}

  /**
   * The rehearsal of an image that is to be loaded has ended. If it succeeded, the image is loaded
   * next; otherwise the load is refused, and what was loaded before stays.
   *
   * @param machine the machine's name
   * @param slot the slot that the image is for
   * @param verdict how the rehearsal ended
   */
  record ImageRehearsed(String machine, Slot slot, RehearsalVerdict verdict)
      implements KexecEvent {}

  /**
   * An image that was loaded earlier was found in its receiver and is maintained from now on.
   *
   * @param machine the machine's name
   * @param slot the slot of the image
   */
  record ImageAdopted(String machine, Slot slot) implements KexecEvent {}

  /**
   * An image was unloaded from a slot.
   *
   * @param machine the machine's name
   * @param slot the slot that held the image
   */
  record ImageUnloaded(String machine, Slot slot) implements KexecEvent {}

  /**
   * A wanted image is no longer loaded, although it was not unloaded through this core: a failed
   * load discarded it, or another program unloaded it. If the image is reloaded, an {@link
   * ImageLoaded} event follows.
   *
   * @param machine the machine whose receiver held the image
   * @param slot the slot that held the image
   * @param reason what happened to the image, as far as that is known
   */
  record ImageLost(String machine, Slot slot, String reason) implements KexecEvent {}

  /**
   * The wanted image could not be loaded on a machine that arrived. It stays where it was.
   *
   * @param machine the machine that arrived
   * @param slot the image's slot
   * @param reason what failed, why, and what to do
   */
  record MoveFailed(String machine, Slot slot, String reason) implements KexecEvent {}
}
