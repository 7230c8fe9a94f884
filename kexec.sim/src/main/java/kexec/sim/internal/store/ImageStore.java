package kexec.sim.internal.store;

import kexec.api.fault.BusyException;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.memory.SparseMemory;

/** Keeps the images of a receiver, one a slot. Safe for use by several threads. */
public interface ImageStore {

  /**
   * Looks into a slot.
   *
   * @param slot the slot
   * @return what it holds now
   * @throws KexecException if it cannot be looked at
   */
  StoredImage find(Slot slot) throws KexecException;

  /**
   * Puts an image into its slot, in place of what is there. The old one stays if this fails.
   *
   * @param image the image
   * @param memory holds the image's frames
   * @return a name that no other image ever gets
   * @throws KexecException if it cannot be kept
   */
  String put(Image image, SparseMemory memory) throws KexecException;

  /**
   * Empties a slot. An empty one is left as it is.
   *
   * @param slot the slot
   * @throws KexecException if it cannot be emptied
   */
  void remove(Slot slot) throws KexecException;

  /**
   * Returns memory that has the frames of an image.
   *
   * @param stored the image
   * @return the memory, in which the image may be carried out
   * @throws KexecException if the frames are damaged or gone
   */
  SparseMemory memory(StoredImage.Present stored) throws KexecException;

  /**
   * Keeps all others from a slot, in this process and in others.
   *
   * @param slot the slot
   * @param attempted what is to be done
   * @return to be closed when it is done
   * @throws BusyException if another one has the slot
   * @throws KexecException if the slot cannot be locked at all
   */
  SlotLock lock(Slot slot, String attempted) throws KexecException;

  /**
   * Returns where the images are kept, for people.
   *
   * @return a text
   */
  String place();
}
