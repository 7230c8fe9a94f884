package kexec.sim.internal.store;

import java.util.EnumMap;
import java.util.Map;
import kexec.api.plan.Slot;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.memory.SparseMemory;
import kexec.sim.internal.store.StoredImage.Absent;
import kexec.sim.internal.store.StoredImage.Present;

/** Keeps images in the machine's own memory, for as long as this object lives. */
public final class TransientStore implements ImageStore {

  private final SparseMemory memory;
  private final Map<Slot, Present> images = new EnumMap<>(Slot.class);
  private long last;

  /**
   * Creates an empty store.
   *
   * @param memory the machine's memory, in which images are executed
   */
  public TransientStore(SparseMemory memory) {
    this.memory = memory;
  }

  @Override
  public synchronized StoredImage find(Slot slot) {
    Present present = images.get(slot);
    return present == null ? new Absent() : present;
  }

  @Override
  public synchronized String put(Image image, SparseMemory ignored) {
    String id = Long.toString(++last);
    images.put(image.slot(), new Present(id, image));
    return id;
  }

  @Override
  public synchronized void remove(Slot slot) {
    images.remove(slot);
  }

  @Override
  public SparseMemory memory(Present stored) {
    return memory;
  }

  @Override
  public Runnable lock(Slot slot, String attempted) {
    // No other process can reach this object's memory.
    return () -> {};
  }

  @Override
  public String place() {
    return "memory";
  }
}
