package kexec.api;

import kexec.api.plan.Slot;

/** Something that happened to an image or a machine. */
public sealed interface KexecEvent {

  /**
   * Returns the machine that it happened to.
   *
   * @return its name
   */
  String machine();

  /**
   * A machine became usable: both its services are present.
   *
   * @param machine its name
   */
  record MachineArrived(String machine) implements KexecEvent {}

  /**
   * A machine is no longer usable; what its receiver holds stays there.
   *
   * @param machine its name
   */
  record MachineLeft(String machine) implements KexecEvent {}

  /**
   * A receiver took an image.
   *
   * @param machine the machine's name
   * @param slot where the image is
   */
  record ImageLoaded(String machine, Slot slot) implements KexecEvent {}

  /**
   * An image that was loaded earlier was found in its receiver, and is kept from now on.
   *
   * @param machine the machine's name
   * @param slot where the image is
   */
  record ImageAdopted(String machine, Slot slot) implements KexecEvent {}

  /**
   * An image was taken out of a slot.
   *
   * @param machine the machine's name
   * @param slot where it was
   */
  record ImageUnloaded(String machine, Slot slot) implements KexecEvent {}

  /**
   * An image that is wanted is no longer loaded, although nobody unloaded it through this core: a
   * load that failed has cost it, or another program took it out. Where it is loaded again, an
   * {@link ImageLoaded} follows.
   *
   * @param machine the machine whose receiver had it
   * @param slot where it was
   * @param reason what happened to it, as far as that is known
   */
  record ImageLost(String machine, Slot slot, String reason) implements KexecEvent {}

  /**
   * The wanted image could not be loaded on a machine that came; it stays where it was.
   *
   * @param machine the machine that came
   * @param slot the image's slot
   * @param reason what failed, why, and what to do
   */
  record MoveFailed(String machine, Slot slot, String reason) implements KexecEvent {}
}
