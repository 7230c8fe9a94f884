package kexec.sim.internal.store;

import kexec.api.fault.BusyException;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.memory.SparseMemory;

/** Keeps the images of a receiver, one per slot. Thread-safe. */
public interface ImageStore {

  /**
   * {@return what a slot holds now}
   *
   * @param slot the slot
   * @throws KexecException if the slot cannot be read
   */
  StoredImage find(Slot slot) throws KexecException;

  /**
   * Puts an image into its slot and replaces the previous one, which stays if this fails.
   *
   * @param image the image
   * @param memory holds the image's frames
   * @return a name that no other image ever gets
   * @throws KexecException if it cannot be kept
   */
  String put(Image image, SparseMemory memory) throws KexecException;

  /**
   * Empties a slot, which may be empty already.
   *
   * @param slot the slot
   * @throws KexecException if it cannot be emptied
   */
  void remove(Slot slot) throws KexecException;

  /**
   * {@return memory with the frames of an image, in which the image may be executed}
   *
   * @param stored the image
   * @throws KexecException if the frames are damaged or gone
   */
  SparseMemory memory(StoredImage.Present stored) throws KexecException;

  /**
   * Locks a slot against all other users, in this process and in others.
   *
   * @param slot the slot
   * @param attempted the operation that needs the lock
   * @return releases the lock
   * @throws BusyException if the slot is locked already
   * @throws KexecException if the slot cannot be locked at all
   */
  Runnable lock(Slot slot, String attempted) throws KexecException;

  /** {@return a human-readable description of where the images are kept} */
  String place();
}
