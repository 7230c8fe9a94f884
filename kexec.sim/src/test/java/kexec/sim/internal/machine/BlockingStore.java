package kexec.sim.internal.machine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.memory.SparseMemory;
import kexec.sim.internal.store.ImageStore;
import kexec.sim.internal.store.StoredImage;

/** A store whose next put blocks until it is released. */
final class BlockingStore implements ImageStore {

  /** A blocked put. */
  record Gate(CountDownLatch reached, CountDownLatch open) {}

  private final ImageStore store;
  private final AtomicReference<Gate> next = new AtomicReference<>();

  BlockingStore(ImageStore store) {
    this.store = store;
  }

  Gate holdNextPut() {
    Gate gate = new Gate(new CountDownLatch(1), new CountDownLatch(1));
    next.set(gate);
    return gate;
  }

  @Override
  public String put(Image image, SparseMemory memory) throws KexecException {
    Gate gate = next.getAndSet(null);
    if (gate != null) {
      gate.reached().countDown();
      try {
        gate.open().await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return store.put(image, memory);
  }

  @Override
  public StoredImage find(Slot slot) throws KexecException {
    return store.find(slot);
  }

  @Override
  public void remove(Slot slot) throws KexecException {
    store.remove(slot);
  }

  @Override
  public SparseMemory memory(StoredImage.Present stored) throws KexecException {
    return store.memory(stored);
  }

  @Override
  public Runnable lock(Slot slot, String attempted) throws KexecException {
    return store.lock(slot, attempted);
  }

  @Override
  public String place() {
    return store.place();
  }
}
